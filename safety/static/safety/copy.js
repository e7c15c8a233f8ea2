// In a copy of the site: go from page to page without leaving a row of them behind the Back button.
"use strict";
addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!link || link.target || link.protocol !== location.protocol || link.host !== location.host) return;
  event.preventDefault();
  location.replace(link.href); // each page shows its own way back
});
