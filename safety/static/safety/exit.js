"use strict";
(() => {
let second = "", taps = [];
const go = (to) => {
document.body.replaceChildren();
location.replace(to);
};
const leave = () => {
const link = document.querySelector("[data-quick-exit]");
if (second || !link) return;
second = link.dataset.quickExit;
document.body.replaceChildren();
fetch(location.pathname, { method: "POST", cache: "no-store", keepalive: true, body: new URLSearchParams("go=clear") }).catch(() => {});
go(link.href);
setTimeout(go, 1500, second);
};
addEventListener("click", (event) => {
if (!event.target.closest("[data-quick-exit]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
event.preventDefault();
leave();
}, true);
addEventListener("keydown", ({ key, repeat, timeStamp }) => {
if (repeat) return;
taps = key === "Shift" ? taps.filter((at) => timeStamp - at < 3000).concat(timeStamp) : [];
if (taps.length > 2) leave();
}, true);
addEventListener("pageshow", ({ persisted }) => {
if (persisted && second) go(second);
});
})();
