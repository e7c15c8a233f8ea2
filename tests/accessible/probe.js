// What a page is at this moment, as its boxes and its computed styles say. Each answer is a list of faults in
// words; an empty list is what a test wants. Read by tests/accessible/probing.py.
(() => {
  const CONTROLS = "a[href], button, select, textarea, summary, input:not([type=hidden])";
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const hiddenFromSight = (one) => one.closest(".off, .skip:not(:focus)") !== null;
  const seen = (root = document) =>
    [...root.querySelectorAll(CONTROLS)].filter((one) => shown(one) && !hiddenFromSight(one));
  const called = (one) =>
    `${one.localName}${one.name ? "[" + one.name + "]" : ""} ${(one.innerText || one.value || "").trim().slice(0, 40)}`;

  // A tick is pressed by its label as well.
  const target = (one) => {
    const label = one.matches("input") && one.closest("label");
    return (label || one).getBoundingClientRect();
  };
  // WCAG 2.5.5 lets a link be small that stands in a sentence.
  const inSentence = (one) => {
    if (!one.matches("a") || getComputedStyle(one).display !== "inline") return false;
    const around = one.parentElement.innerText.trim();
    return around.length > one.innerText.trim().length;
  };
  const small = (least) => seen().filter((one) => {
    const box = target(one);
    return (box.width < least || box.height < least) && !inSentence(one);
  }).map((one) => `${called(one)}: ${Math.round(target(one).width)} x ${Math.round(target(one).height)}`);

  const sideways = () => {
    const width = document.documentElement.clientWidth;
    const found = [];
    if (document.documentElement.scrollWidth > width) found.push(`the page: ${document.documentElement.scrollWidth}`);
    for (const one of document.body.querySelectorAll("*")) {
      if (!shown(one) || hiddenFromSight(one)) continue;
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      const scrolls = one.closest("[tabindex='0'], .scrolls, table") !== null && style.position !== "fixed";
      if (!scrolls && box.width && (box.left < -1 || box.right > width + 1)) found.push(`${called(one)} sticks out`);
      const cut = style.overflowX === "hidden" || style.overflowX === "clip";
      if (cut && one.scrollWidth > one.clientWidth + 1 && !one.matches("select, input")) found.push(`${called(one)} is cut off`);
    }
    return found;
  };

  // The last line of the page stands free of the way out, which lies over the page on a phone.
  const behind = () => {
    scrollTo(0, document.documentElement.scrollHeight);
    const bar = document.querySelector(".leave");
    if (!bar || getComputedStyle(bar).position !== "fixed") return ["no way out lies over the page"];
    const over = bar.getBoundingClientRect();
    const found = seen().filter((one) => !bar.contains(one)).filter((one) => {
      const box = one.getBoundingClientRect();
      const apart = box.bottom <= over.top + 1 || box.top >= over.bottom - 1 || box.right <= over.left || box.left >= over.right;
      return box.bottom > innerHeight - 400 && box.top < innerHeight && !apart;
    }).map((one) => `${called(one)} lies behind the way out`);
    scrollTo(0, 0);
    if (over.height > innerHeight / 3) found.push(`the way out takes ${Math.round(over.height)} of ${innerHeight}`);
    return found;
  };

  // Text in letters that its language does not use is read aloud as noise, unless `lang` says otherwise.
  // Names stand as they are (WCAG 3.1.2 excepts them): in <bdi>, set apart, or no more than three words.
  const LETTERS = { ar: /\p{Script=Arabic}/gu, ru: /\p{Script=Cyrillic}/gu, "zh-hans": /\p{Script=Han}/gu };
  const LATIN = /\p{Script=Latin}{2,}/gu;
  const OTHERS = /[\p{Script=Arabic}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hebrew}\p{Script=Thai}]/gu;
  const foreign = () => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const words = node.data.replace(/\u2068[^\u2069]*\u2069/g, "").trim(); // names set apart inside a sentence
      const parent = node.parentElement;
      if (!words || parent.closest("bdi, code, select, noscript, [data-quick-exit]")) continue;
      const language = parent.closest("[lang]").lang.toLowerCase();
      const own = LETTERS[language];
      const latin = (words.match(LATIN) || []).length;
      const wrong = own
        ? latin > 3 && latin > (words.match(own) || []).length / 3
        : (words.match(OTHERS) || []).length > 1;
      if (wrong) found.push(`${language}: ${words.slice(0, 60)}`);
    }
    return found;
  };

  // Whoever speaks to a computer says what is to be seen: a name has to begin with that (WCAG 2.5.3).
  const misnamed = () => seen().filter((one) => {
    const visible = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    let first = visible.nextNode();
    while (first && !first.data.trim()) first = visible.nextNode();
    const label = one.getAttribute("aria-label");
    if (label) return !label.trim().startsWith(one.innerText.trim());
    return first !== null && first.parentElement.closest(".off") !== null;
  }).map((one) => `${called(one)} is not called what is to be seen`);

  const moves = () => {
    const found = document.getAnimations().map((one) => `${one.constructor.name} runs`);
    for (const one of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(one, part);
        const still = (list) => list.split(",").every((time) => parseFloat(time) === 0);
        if (!still(style.transitionDuration)) found.push(`${called(one)} ${part || ""} has a transition`);
        if (style.animationName !== "none") found.push(`${called(one)} ${part || ""} has an animation`);
        if (style.scrollBehavior === "smooth") found.push(`${called(one)} scrolls smoothly`);
      }
    }
    return found;
  };

  // With colours forced, backgrounds and shadows are gone: what is pressed has an edge, or is underlined as a link.
  const edgeless = () => seen().filter((one) => {
    const label = one.matches("input[type=checkbox], input[type=radio]");
    const style = getComputedStyle(one);
    const edge = ["Top", "Bottom", "Left", "Right"].every((side) =>
      parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== "none"
      && style[`border${side}Color`] !== "rgba(0, 0, 0, 0)");
    const underlined = style.textDecorationLine.includes("underline");
    // Links in a list of ways or a table are told by the system's colour for links; files by their own button.
    return !label && !edge && !underlined && !one.matches("summary, select, input[type=file], nav a, .side a, td a, svg a");
  }).map((one) => `${called(one)} has no edge`);

  const hovers = () => {
    const found = [];
    const harmless = /^(color|background(-\w+)*|border-\w+(-\w+)*-color|border-color|outline(-\w+)*|text-decoration(-\w+)*|box-shadow|cursor|filter|fill|stroke(-width)?)$/;
    const look = (rules) => {
      for (const rule of rules) {
        if (rule.cssRules && rule.cssRules.length) look(rule.cssRules);
        if (!rule.selectorText || !rule.selectorText.includes(":hover")) continue;
        const more = [...rule.style].filter((name) => !harmless.test(name) && !name.startsWith("--"));
        const both = /:focus/.test(rule.selectorText);
        if (more.length && !both) found.push(`${rule.selectorText}: ${more.join(", ")}`);
      }
    };
    for (const sheet of document.styleSheets) look(sheet.cssRules);
    return found;
  };

  return { misnamed, small, sideways, behind, foreign, moves, edgeless, hovers };
})()
