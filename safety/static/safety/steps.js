"use strict";
(() => {
let waiting = null;
const taken = (detail) => !document.dispatchEvent(new CustomEvent("step", { cancelable: true, detail }));
document.addEventListener("submit", (event) => {
const form = event.target;
const button = event.submitter;
if (!button || event.defaultPrevented || !form.matches("[data-step]") || !taken({})) return;
event.preventDefault();
if (waiting && "once" in form.dataset) return;
if (waiting) waiting.abort();
const request = new XMLHttpRequest();
const address = button.formAction;
const done = () => {
waiting = null;
taken({ address, answer: request.response });
};
waiting = request;
request.open("POST", address);
request.responseType = "document";
request.timeout = 20000;
request.onload = request.onerror = request.ontimeout = done;
request.send(new URLSearchParams(new FormData(form, button)));
});
})();
