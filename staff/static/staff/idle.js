// Warns two minutes before a session ends. Then the page goes, and the one for signing in comes; but where something
// was typed, that form alone stays, all else is taken out of the page, and the form gets the token of the next session.
// Nothing is stored in the browser.
"use strict";
(() => {
  const box = document.querySelector("[data-idle]");
  if (!box) return;
  const WARN = 120; // seconds before the end
  const token = document.querySelector("body > input[name=csrfmiddlewaretoken]");
  const rest = document.querySelector("[data-rest]");
  const TELL = 300; // seconds; somebody who types for longer than this tells the server
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("desk-idle") : null;
  let ends = Date.now() + Number(box.dataset.seconds) * 1000;
  let told = Date.now();
  let over = false;

  const open = (seconds) => {
    ends = Date.now() + seconds * 1000;
    told = Date.now();
    over = false;
    rest.hidden = !rest.closest("main"); // with the form that was kept
    if (box.open) box.close();
  };

  const show = (name) => {
    for (const each of box.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(name);
    if (!box.open) box.showModal();
  };

  const changed = (field) => {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (!field.options) return "defaultValue" in field && field.value !== field.defaultValue;
    const chosen = [...field.options].filter((option) => option.defaultSelected);
    if (!field.multiple && !chosen.length) return field.selectedIndex > 0;
    return [...field.options].some((option) => option.selected !== option.defaultSelected);
  };

  // Out of the document and not out of sight: what is hidden can still be read by whoever looks at the page's code.
  // The box and its token stay where they are: a dialog that is moved is no dialog any more.
  const keepOnly = (forms) => {
    const main = document.querySelector("main");
    for (const form of forms) form.append(...[...form.elements].filter((field) => !form.contains(field)));
    main.replaceChildren(rest, ...forms);
    for (const each of [...document.body.childNodes]) if (![main, token, box].includes(each)) each.remove();
    document.body.classList.add("desk--alone");
  };

  // Whoever finds the screen afterwards finds at most what was being typed.
  const end = (name) => {
    over = true;
    const typed = [...document.forms].filter((form) => [...form.elements].some(changed));
    if (typed.length) {
      show(name); // first: it remembers the field to go back to
      keepOnly(typed);
      return;
    }
    const link = new URL(box.querySelector("a[href]").href);
    if (name === "ended") link.searchParams.set("next", location.pathname + location.search);
    document.body.replaceChildren();
    location.replace(link);
  };

  const renew = (token) => {
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  };

  const ask = async (method) => {
    const headers = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRFToken"] = token.value;
    let answer;
    try {
      answer = await fetch(box.dataset.ask, { method, headers });
    } catch {
      return; // no network: the next tick asks again
    }
    if (answer.status === 403 && method === "POST") return ask("GET"); // somebody signed in anew in another tab
    if (!answer.ok) return end("ended");
    const says = await answer.json();
    if (says.person !== box.dataset.person) return end("other");
    renew(says.token);
    open(says.seconds);
    if (tabs) tabs.postMessage(says);
  };

  const worked = () => {
    if (!over && !box.open && Date.now() - told > TELL * 1000) {
      told = Date.now();
      ask("POST");
    }
  };

  const tick = () => {
    const left = (ends - Date.now()) / 1000;
    if (left <= 0 && !over) {
      end("ended");
    } else if (left <= WARN && !over) {
      show("warning");
    }
  };

  if (tabs) tabs.addEventListener("message", (event) => {
    if (event.data.person !== box.dataset.person) return;
    renew(event.data.token);
    open(event.data.seconds);
  });
  const press = (name, does) => box.querySelector(`[data-press=${name}]`).addEventListener("click", does);
  press("stay", () => ask("POST"));
  press("again", () => ask("GET"));
  press("look", () => box.close());
  box.addEventListener("cancel", () => { if (!over) ask("POST"); }); // Escape is an answer too
  for (const kind of ["input", "keydown", "pointerdown"]) document.addEventListener(kind, worked, { passive: true });
  // Back from the tab of the sign-in page: if it worked, go on without another press.
  window.addEventListener("focus", () => { if (over) ask("GET"); });
  window.setInterval(tick, 1000);
})();
