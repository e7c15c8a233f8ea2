"use strict";
document.addEventListener("change", ({ target: box }) => {
const group = box.closest("[data-most]");
if (!group || box.type !== "checkbox") return;
const boxes = [...group.querySelectorAll("input[type=checkbox]")];
for (const other of boxes) {
if (box.checked && other !== box && (box.dataset.alone || other.dataset.alone)) other.checked = false;
}
const full = boxes.filter((one) => one.checked).length >= Number(group.dataset.most);
for (const one of boxes) one.disabled = full && !one.checked && !one.dataset.alone;
});
document.addEventListener("click", (event) => {
if (!event.target.closest("[data-print]")) return;
for (const fold of document.querySelectorAll("details.card, .need details")) fold.open = true;
print();
});
