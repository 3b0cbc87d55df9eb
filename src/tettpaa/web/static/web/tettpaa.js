// Small comforts. Every task works without this file.
"use strict";

// A menu closes when one looks elsewhere, and with Escape, which gives the focus back.
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// A second click on a button that is already sending does nothing for five seconds.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// Where the timeline is wider than the screen, it opens at today and not at last August.
for (const line of document.querySelectorAll(".timeline .today")) {
  const box = line.closest(".scroll");
  box.scrollLeft += line.getBoundingClientRect().right - box.getBoundingClientRect().right + 48;
}

// Buttons that print are hidden until something can answer them.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A link that names a key is followed by it, except where one is writing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  document.querySelector(`a[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});

// Ticking all, and what that brings, counted while one ticks (the sentences come with the page).
for (const form of document.querySelectorAll("form.triage")) {
  const boxes = [...form.querySelectorAll("[data-counts]")];
  const count = () => {
    const ticked = boxes.filter((box) => box.checked);
    for (const part of form.querySelectorAll("[data-tally]")) {
      const { tally, none, one, many } = part.dataset;
      const n = ticked.filter((box) => tally === "chosen" || tally === box.dataset.counts).length;
      part.textContent = n > 1 ? many.replace("{n}", n) : n ? one : none;
    }
  };
  form.addEventListener("change", count);
  for (const link of form.querySelectorAll("[data-tick]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const all = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = all;
      count();
    });
  }
  count();
}
