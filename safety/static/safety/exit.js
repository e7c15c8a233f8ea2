// Leave at once. The link works without this file; here it leaves less behind.
"use strict";
(() => {
  const PRESSES = 3; // Escape would stop a page that is loading, and assistive technology uses it
  const WITHIN = 3000; // ms from first to last press
  const PATIENCE = 1500; // ms before the second destination is tried
  let gone = false;
  let presses = [];
  let second = "";

  // The neutral title stays: without one a browser keeps the address in its place.
  const blank = () => document.body.replaceWith(document.createElement("body"));

  const leave = () => {
    const link = document.querySelector("[data-quick-exit]");
    if (gone || !link) return;
    gone = true;
    const first = link.href;
    second = link.dataset.quickExit;
    const here = location.pathname;
    blank(); // before anything that could wait
    try {
      fetch(here, { method: "POST", keepalive: true, body: new URLSearchParams({ go: "clear" }) }).catch(() => {});
    } catch { /* asking the browser to forget is a bonus: leaving never waits for it */ }
    // replace, so that the way back does not lead here; a timer, since a destination may hang as well
    location.replace(first);
    setTimeout(() => location.replace(second), PATIENCE);
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-quick-exit]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    if (event.repeat) return;
    presses = presses.filter((at) => event.timeStamp - at < WITHIN).concat(event.timeStamp);
    if (presses.length >= PRESSES) leave();
  }, true);

  // A page kept in memory: blank it, and go on leaving.
  addEventListener("pageshow", (event) => {
    if (!event.persisted || !gone) return;
    blank();
    location.replace(second);
  });
})();
