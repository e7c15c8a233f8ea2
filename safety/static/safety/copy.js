// Why: docs/scripts.md
"use strict";
addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!link || link.target || link.protocol !== location.protocol || link.host !== location.host) return;
  event.preventDefault();
  location.replace(link.href);
});
