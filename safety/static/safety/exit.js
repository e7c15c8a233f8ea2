// Why: docs/scripts.md
"use strict";
(() => {
  const PRESSES = 3;
  const WITHIN = 3000;
  const PATIENCE = 1500;
  let gone = false;
  let presses = [];
  let second = "";
  const blank = () => document.body.replaceWith(document.createElement("body"));

  const leave = () => {
    const link = document.querySelector("[data-quick-exit]");
    if (gone || !link) return;
    gone = true;
    const first = link.href;
    second = link.dataset.quickExit;
    const here = location.pathname;
    blank();
    try {
      fetch(here, { method: "POST", cache: "no-store", keepalive: true, body: new URLSearchParams({ go: "clear" }) }).catch(() => {});
    } catch {}
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
  addEventListener("pageshow", (event) => {
    if (!event.persisted || !gone) return;
    blank();
    location.replace(second);
  });
})();
