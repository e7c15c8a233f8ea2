// Keeps an open queue of cases true: asks whether it has changed, puts the new rows in the place of the old ones, and
// counts the time left down. Whatever has the focus keeps it. Without script the page stands as it was made.
"use strict";
(() => {
  const rows = document.querySelector("[data-live]");
  if (!rows) return;
  const every = Number(rows.dataset.every) * 1000;
  const told = document.querySelector("[data-live-says]");
  const MINUTE = 60;

  const unit = (count, name) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: name, unitDisplay: "long" }).format(count);
  const length = (seconds) => {
    const minutes = Math.floor(seconds / MINUTE);
    if (minutes < 60) return unit(minutes, "minute");
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? unit(hours, "hour") : unit(Math.floor(hours / 24), "day");
  };
  const count = () => {
    for (const clock of document.querySelectorAll("[data-due]")) {
      const left = (Date.parse(clock.dateTime) - Date.now()) / 1000;
      if (left > 0) clock.textContent = clock.dataset.due.replace("%", length(left));
    }
  };

  const swap = (fresh) => {
    const focused = rows.contains(document.activeElement) ? document.activeElement.id : "";
    rows.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    rows.dataset.mark = fresh.dataset.mark;
    if (focused) document.getElementById(focused)?.focus();
    if (told) told.textContent = told.dataset.liveSays;
    count();
  };

  // XMLHttpRequest reads the answer as a document by itself: no text is ever handed to the page as markup.
  const ask = () => {
    const request = new XMLHttpRequest();
    request.open("GET", `${rows.dataset.live}?mark=${encodeURIComponent(rows.dataset.mark)}&page=${rows.dataset.page}`);
    request.responseType = "document";
    request.onload = () => {
      const fresh = request.status === 200 && request.response && request.response.querySelector("[data-rows]");
      if (fresh) swap(fresh);
    };
    request.onloadend = () => setTimeout(ask, every);
    request.send();
  };
  count();
  setInterval(count, 30000);
  setTimeout(ask, every);
})();
