// The page of an import or a proof that runs: asks how far it is, and loads the page again when it has ended.
// Without script the page loads itself again every few seconds.
"use strict";
(() => {
  const EVERY_MS = 1000;
  const watched = document.querySelector("[data-watch]");
  if (!watched) return;
  const bar = watched.querySelector("[data-bar]");
  const count = watched.querySelector("[data-count]");
  const title = watched.querySelector("[data-title]");
  const total = watched.querySelector("[data-total]"); // where one run has several parts, each with its own

  const show = (told) => {
    if (told.title) title.textContent = told.title;
    count.textContent = String(told.count);
    if (told.total) {
      bar.max = told.total;
      bar.value = told.count;
      if (total) {
        total.textContent = ` / ${told.total}`;
        total.hidden = false;
      }
    }
  };

  const look = async () => {
    try {
      const answer = await fetch(watched.dataset.watch, { headers: { accept: "application/json" } });
      const told = await answer.json();
      if (told.phase !== "reading" && told.phase !== "writing") return location.reload();
      show(told);
    } catch {
      // No connection: it goes on by itself, and the next look will tell.
    }
    setTimeout(look, EVERY_MS);
  };
  setTimeout(look, EVERY_MS);
})();
