// The look-up of platforms: what is typed leaves only what fits, and Enter opens the first of it. Without script
// the same box asks the server.
"use strict";
(() => {
  const box = document.querySelector("[data-find]");
  if (!box) return;
  const things = [...document.querySelectorAll("[data-called]")];
  const list = document.querySelector("[data-found]");
  const nothing = document.querySelector("[data-nothing]");

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const fits = (thing, word) => thing.dataset.called.includes(word);
  const begins = (thing, word) => thing.dataset.called.startsWith(word);

  const narrow = () => {
    const word = plain(box.value);
    const order = [...things].sort((a, b) => begins(b, word) - begins(a, word));
    for (const thing of order) {
      thing.hidden = !fits(thing, word);
      thing.open = false;
      if (word && list.lastElementChild !== thing) list.append(thing);
    }
    nothing.hidden = things.some((thing) => !thing.hidden);
  };

  const first = () => [...list.children].find((thing) => !thing.hidden);

  box.addEventListener("input", narrow);
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const thing = first();
    if (!thing) return;
    thing.open = true;
    thing.querySelector("summary").focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    first()?.querySelector("summary").focus();
  });
  if (!location.search) box.focus();
})();
