// Walks a pathway in this page. Nothing is kept: the answers live in one variable, and are gone with the page.
"use strict";
(() => {
  const { site, pathway, audience, language } = document.body.dataset;
  const here = document.querySelector("[data-here]");
  const title = document.querySelector("[data-title]");
  let walk = { pathway, audience, language, answers: {} };

  // --- words from outside become text; only a tag's name and its text are ever made of them ---

  const made = (tag, words, ...inside) => {
    const one = document.createElement(tag);
    if (words && words.lang) one.lang = words.lang;
    if (words) one.textContent = words.text === undefined ? words : words.text;
    one.append(...inside);
    return one;
  };

  const pressed = (words, action, value = "") => {
    const one = made("button", words);
    one.type = "button";
    one.value = value;
    one.addEventListener("click", action);
    return one;
  };

  // Only addresses that call, write or open a site; anything else is shown as words.
  const way = (reach) => {
    if (!/^(https?:|tel:|sms:|mailto:)/.test(reach.href || "")) return made("span", reach.label);
    const one = made("a", reach.label);
    one.href = reach.href;
    one.rel = "noreferrer noopener";
    if (reach.href.startsWith("http")) one.target = "_blank";
    return one;
  };

  const listed = (things) => made("ul", null, ...things.map((one) => made("li", null, one)));

  // --- asking ---

  const ask = async (more) => {
    walk = { ...walk, ...more };
    try {
      const answer = await fetch(`${site}/api/pathways/step`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(walk),
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      if (!answer.ok) throw new Error("refused");
      show(await answer.json());
    } catch {
      here.replaceChildren(made("p", "That did not get through. Nothing is lost."), pressed("Try again", () => ask({})));
    }
  };

  const choose = (key, ids) => ask({ answers: { ...walk.answers, [key]: ids }, plan_now: false });

  const back = (answered) => {
    const kept = answered.slice(0, -1).map((one) => [one.key, one.answers.map((answer) => answer.id)]);
    return ask({ answers: Object.fromEntries(kept), plan_now: false });
  };

  // --- showing ---

  const show = (reply) => {
    walk.edition = reply.edition;
    emergency(reply.emergency);
    crisis(reply.crisis || (reply.plan && reply.plan.crisis));
    here.replaceChildren(...(reply.question ? question(reply) : plan(reply)));
    title.focus();
    scrollTo(0, 0);
  };

  const emergency = (told) => {
    const band = document.querySelector("[data-emergency]");
    band.hidden = false;
    band.replaceChildren(made("b", "In danger? "), told.says, ...told.numbers.flatMap((one) => [" ", way(one)]));
  };

  const crisis = (told) => {
    const band = document.querySelector("[data-crisis]");
    band.hidden = !told;
    band.replaceChildren();
    if (told) band.append(made("p", "You matter. Please talk to someone now. You can come back to this."), ...told.services.map(service));
  };

  const question = ({ question: asked, answered, crisis: now }) => {
    title.replaceChildren(made("span", asked.text));
    const parts = [];
    if (asked.progress.number) parts.push(made("p", `Question ${asked.progress.number}, up to ${asked.progress.at_most - 1} more`));
    if (asked.why) parts.push(made("p", asked.why));
    if (asked.problem) parts.push(made("p", `Please choose again: up to ${asked.most}.`));
    parts.push(asked.several ? ticks(asked) : made("div", null, ...asked.answers.map((one) => pressed(one.text, () => choose(asked.key, [one.id]), one.id))));
    if (now) parts.push(pressed("Show my plan now", () => ask({ plan_now: true })));
    if (answered.length) parts.push(pressed("Back", () => back(answered)));
    return parts;
  };

  const ticks = (asked) => {
    const boxes = asked.answers.filter((one) => !one.quiet).map((one) => {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value: one.id, autocomplete: "off" });
      return made("label", null, box, " ", made("span", one.text));
    });
    const form = made("fieldset", null, ...boxes);
    const ticked = () => [...form.querySelectorAll(":checked")].map((box) => box.value);
    const quiet = asked.answers.filter((one) => one.quiet).map((one) => pressed(one.text, () => choose(asked.key, [one.id]), one.id));
    return made("div", null, form, pressed("Go on", () => choose(asked.key, ticked())), ...quiet);
  };

  const plan = ({ plan: told, answered }) => {
    title.replaceChildren(made("span", told.stopped ? "Get help now" : "Your plan"));
    return [
      made("p", told.lead),
      made("h2", "Someone to talk to"),
      ...(told.person.says ? [made("p", told.person.says)] : []),
      ...told.person.services.map(service),
      ...told.sections.flatMap(section),
      ...told.needs.flatMap(need),
      ...told.offers.map((one) => pressed(one.title, () => ask({ ...one.begin, plan_now: false }))),
      ...(answered.length ? [pressed("Back to the questions", () => back(answered))] : []),
    ];
  };

  const NAMES = { now: "Now", today: "Today", later: "Later", keep: "Keep", do_not: "Better not" };
  const section = (part) => [made("h2", NAMES[part.section]), ...part.items.map(item)];

  const item = (one) => {
    if (one.kind === "line") return made("p", one.text);
    return made("section", null, made("h3", one.title), listed(one.lines.map((line) => made("span", line))));
  };

  const need = (one) => [
    made("h2", one.title),
    ...(one.honest ? [made("p", one.honest.says)] : []),
    ...one.services.map(service),
  ];

  const service = (one) => {
    const parts = [made("h3", one.name)];
    if (one.before) parts.push(made("p", one.before));
    parts.push(listed((one.reach || []).map(way)));
    if (one.open.says) parts.push(made("p", one.open.says));
    for (const warning of one.warnings || []) parts.push(made("p", warning));
    if (one.source) parts.push(made("small", one.source));
    return made("article", null, ...parts);
  };

  // --- leaving, and beginning ---

  const leave = (event) => {
    if (event) event.preventDefault();
    const address = document.querySelector("[data-leave]").href;
    document.documentElement.hidden = true;
    document.body.replaceChildren();
    location.replace(address);
  };
  document.querySelector("[data-leave]").addEventListener("click", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) leave(); });

  document.querySelector("[data-country]").addEventListener("submit", (event) => {
    event.preventDefault();
    walk.country = document.querySelector("#country").value;
    event.target.hidden = true;
    ask({});
  });
})();
