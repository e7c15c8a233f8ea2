// The desk's keys: `?` opens the list, `g` and a letter go to a page, `/` goes to the search field, and what has a
// sign of its own beside it is pressed by that key.
// Every key presses something that stands on the page; without script it stands there all the same.
"use strict";
(() => {
  const PATIENCE_MS = 1500; // how long `g` waits for its letter
  const dialog = document.querySelector("[data-keys]");
  let waitsUntil = 0;

  const isTyping = (target) =>
    target instanceof Element &&
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;

  const showKeys = (event) => {
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  };

  const goTo = (letter) => {
    for (const link of document.querySelectorAll("[data-key]")) {
      if (link.dataset.key === letter) link.click();
    }
  };

  const press = (event) => {
    for (const sign of document.querySelectorAll("main [data-press], [data-quick]")) {
      if ((sign.dataset.press || sign.dataset.quick) !== event.key) continue;
      event.preventDefault();
      const target = sign.dataset.for ? document.getElementById(sign.dataset.for) : sign;
      if (sign.dataset.for) target.focus();
      target.click();
      return;
    }
  };

  const findField = (event) => {
    const field = document.querySelector("main [type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const waited = performance.now() < waitsUntil;
    waitsUntil = 0;
    if (waited) goTo(event.key.toLowerCase());
    else if (event.key === "g") waitsUntil = performance.now() + PATIENCE_MS;
    else if (event.key === "?") showKeys(event);
    else if (event.key === "/") findField(event);
    else press(event);
  });

  for (const link of document.querySelectorAll("[data-open-keys]")) link.addEventListener("click", showKeys);
})();
