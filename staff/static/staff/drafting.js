// The form of a listing: says what looks odd while it is typed, adds a row without a reload, and asks before
// the page goes with something unsaved. Without script the same form does all of it by its buttons.
"use strict";
(() => {
  const PATIENCE_MS = 600; // after the last key: nobody is corrected in the middle of a word
  const form = document.querySelector("[data-draft]");
  if (!form) return;
  let waiting = 0;
  let asked = 0;
  let changed = false;

  const places = () => form.querySelectorAll("[data-warned]");

  const say = (answer) => {
    const said = new Map();
    for (const one of answer.warnings) {
      const known = said.get(one.field) || { says: [], grave: false };
      said.set(one.field, { says: [...known.says, one.says], grave: known.grave || one.grave });
    }
    for (const place of places()) {
      const found = said.get(place.dataset.warned);
      const words = found ? found.says.join(" ") : "";
      if (place.textContent !== words) place.textContent = words;
      place.hidden = !found;
      place.classList.toggle("warned--grave", Boolean(found && found.grave));
    }
    const summary = form.querySelector("[data-summary]");
    if (summary.textContent !== answer.summary) summary.textContent = answer.summary;
  };

  const ask = async () => {
    const number = ++asked;
    try {
      const answer = await fetch(form.dataset.warnings, { method: "POST", body: new FormData(form) });
      if (answer.ok && number === asked) say(await answer.json());
    } catch {
      // No connection: the same is asked again at the next key, and once more when the draft is saved.
    }
  };

  const soon = () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PATIENCE_MS);
  };

  const numbered = (row, number) => {
    const names = ["id", "name", "for", "aria-describedby", "data-warned"];
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const name of names) {
        const value = element.getAttribute(name);
        if (value && value.includes("__prefix__")) {
          element.setAttribute(name, value.replaceAll("__prefix__", String(number)));
        }
      }
    }
    row.querySelector("[data-number]").textContent = String(number + 1);
    return row;
  };

  const add = (event) => {
    event.preventDefault();
    const part = event.currentTarget.closest("[data-part]");
    const total = part.querySelector("[data-total]");
    const row = part.querySelector("template").content.firstElementChild.cloneNode(true);
    part.querySelector("[data-rows]").append(numbered(row, Number(total.value)));
    total.value = String(Number(total.value) + 1);
    row.querySelector("input:not([type=hidden]), select").focus();
    offer();
  };

  const offer = () => {
    for (const field of form.querySelectorAll("[name$=timezone]")) field.setAttribute("list", "zones");
    for (const field of form.querySelectorAll("[name^=languages-][name$=-code]")) field.setAttribute("list", "languages");
    for (const field of form.querySelectorAll("[name=organization]")) field.setAttribute("list", "bodies");
  };

  for (const button of form.querySelectorAll("[data-more]")) button.addEventListener("click", add);
  for (const button of form.querySelectorAll("[data-check]")) button.hidden = true;
  form.addEventListener("input", soon);
  form.addEventListener("submit", () => (changed = false));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=act][value=save]"));
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  offer();
  const more = form.dataset.moreOf && form.querySelector(`[data-part="${CSS.escape(form.dataset.moreOf)}"] [data-one]:last-child`);
  if (more) more.scrollIntoView({ block: "center" });
})();
