"use strict";
(() => {
  // Searching the talks: turns that do not hold the words are put away, those that do are opened.
  const search = document.querySelector(".search");
  if (search) {
    const box = search.querySelector("input");
    const status = search.querySelector("[role=status]");
    const turns = Array.from(document.querySelectorAll(".turn"), (turn) => [turn, turn.textContent.toLowerCase()]);
    const sift = () => {
      const words = box.value.trim().toLowerCase();
      let found = 0;
      for (const [turn, text] of turns) {
        const is_in = text.includes(words);
        found += is_in;
        turn.hidden = !is_in;
        turn.firstElementChild.open = words !== "" && is_in;
        const stretch = turn.closest(".stretch");
        if (stretch && words !== "" && is_in) stretch.open = true;
      }
      const told = status.dataset.found.replace("{n}", found).replace("{all}", turns.length);
      status.textContent = words === "" ? "" : told;
    };
    let waiting;
    search.hidden = false;
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(sift, 150);
    });
  }

  // A link into something folded opens it.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  // Escape puts the words of a source away until the next one is pointed at.
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.add("no-tips");
  });
  for (const kind of ["pointerover", "focusin"]) {
    addEventListener(kind, (event) => {
      if (event.target.closest && event.target.closest(".cite")) document.body.classList.remove("no-tips");
    });
  }

  // On paper everything is open, but for the historical record.
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = Array.from(document.querySelectorAll("details:not([open]):not(.record, .behind)"));
    for (const each of shut) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of shut) each.open = false;
  });
})();
