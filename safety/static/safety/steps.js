// Why: docs/scripts.md
"use strict";
(() => {
  let waiting = null;

  const focus = () => {
    const start = document.querySelector("[data-focus]") || document.querySelector("h1");
    if (!start) return;
    if (start.tabIndex < 0) start.tabIndex = -1;
    start.focus({ preventScroll: true });
    if (start.matches("[data-focus]")) start.scrollIntoView({ block: "center" });
  };

  const swap = (page, address) => {
    if (address !== location.href) history.replaceState(null, "", address);
    const root = document.documentElement;
    root.lang = page.documentElement.lang;
    root.dir = page.documentElement.dir;
    root.className = page.documentElement.className;
    document.body.replaceChildren(...page.body.childNodes);
    document.body.removeAttribute("aria-busy");
    scrollTo(0, 0);
    focus();
  };

  const lost = () => {
    const notice = document.querySelector("[data-lost]");
    if (notice) { notice.hidden = false; notice.scrollIntoView({ block: "center" }); }
    document.body.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-step]") || event.defaultPrevented || !event.submitter) return;
    event.preventDefault();
    if (waiting && "once" in form.dataset) return;
    if (waiting) waiting.abort();
    const request = new XMLHttpRequest();
    waiting = request;
    const address = event.submitter.formAction;
    request.open("POST", address);
    request.responseType = "document";
    request.timeout = 20000;
    request.onload = () => {
      waiting = null;
      if (request.response && request.response.body && request.response.querySelector("[data-page]")) swap(request.response, address);
      else lost();
    };
    request.onerror = request.ontimeout = () => { waiting = null; lost(); };
    document.body.setAttribute("aria-busy", "true");
    request.send(new URLSearchParams(new FormData(form, event.submitter)));
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-print]")) return;
    for (const fold of document.querySelectorAll("details.card, .need details")) fold.open = true;
    print();
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    const group = box.closest && box.closest("[data-most]");
    if (!group || box.type !== "checkbox") return;
    const boxes = [...group.querySelectorAll("input[type=checkbox]")];
    if (box.checked) {
      for (const other of boxes) {
        if (other !== box && (box.dataset.alone || other.dataset.alone)) other.checked = false;
      }
    }
    const full = boxes.filter((one) => one.checked).length >= Number(group.dataset.most);
    for (const one of boxes) one.disabled = full && !one.checked && !one.dataset.alone;
  });
})();
