"use strict";
(() => {
const find = (what) => document.querySelector(what);
const see = (what) => what.scrollIntoView({ block: "center" });
document.addEventListener("step", (event) => {
const { address, answer } = event.detail;
const { documentElement: root, body } = document;
event.preventDefault();
if (!address) return body.setAttribute("aria-busy", true);
body.removeAttribute("aria-busy");
if (!answer || !answer.querySelector("[data-page]")) {
const notice = find("[data-lost]");
notice.hidden = false;
return see(notice);
}
if (address !== location.href) history.replaceState(null, "", address);
for (const name of ["lang", "dir", "className"]) root[name] = answer.documentElement[name];
body.replaceChildren(...answer.body.childNodes);
scrollTo(0, 0);
const start = find("[data-focus]") || find("h1");
if (!start) return;
if (start.tabIndex < 0) start.tabIndex = -1;
start.focus({ preventScroll: true });
if (start.matches("[data-focus]")) see(start);
});
})();
