// Asks now and then whether somebody at the desk has to be rung: a bar on every page, and a sound for whoever is on
// duty and has not switched it off. It learns numbers only, and keeps no session open.
"use strict";
(() => {
  const EVERY_MS = 20000;
  const bar = document.querySelector("[data-bell]");
  if (!bar) return;
  const says = bar.querySelector("[data-bell-says]");
  const words = bar.querySelector("[data-bell-now]").dataset;
  const title = document.title;
  let hushed = false;
  let waiting = "";

  // Two short tones, made here: no file is asked for, and a browser that wants a press first stays silent.
  const sound = () => {
    try {
      const room = new AudioContext();
      for (const [start, pitch] of [[0, 660], [0.3, 880]]) {
        const tone = room.createOscillator();
        const volume = room.createGain();
        tone.frequency.value = pitch;
        volume.gain.value = 0.12;
        tone.connect(volume).connect(room.destination);
        tone.start(room.currentTime + start);
        tone.stop(room.currentTime + start + 0.2);
      }
      bar.dataset.sounded = String(Number(bar.dataset.sounded || 0) + 1);
      setTimeout(() => room.close(), 1500);
    } catch {
      // No sound here: the bar stands all the same.
    }
  };

  const show = (told) => {
    const parts = [];
    if (told.now) parts.push(`${words.bellNow} ${told.now}`);
    if (told.overdue) parts.push(`${words.bellOverdue} ${told.overdue}`);
    const text = told.rings ? parts.join(" · ") : "";
    bar.hidden = text === "";
    document.title = text ? `▲ ${title}` : title;
    if (text !== waiting) {
      says.textContent = text;
      hushed = false;
      waiting = text;
    }
    if (text && told.duty && told.sound && !hushed) sound();
  };

  const ask = async () => {
    try {
      const answer = await fetch(bar.dataset.bell, { headers: { accept: "application/json" } });
      if (answer.ok && !answer.redirected) show(await answer.json());
    } catch {
      // No network, or signed out: the next look tells.
    }
    setTimeout(ask, EVERY_MS);
  };

  bar.querySelector("[data-bell-hush]").addEventListener("click", () => { hushed = true; });
  ask();
})();
