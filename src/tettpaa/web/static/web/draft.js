// What one writes is kept while one writes: for oneself alone, until it is sent. Everything works without this file.
"use strict";

const PAUSE = 1500; // milliseconds without a key

for (const form of document.querySelectorAll("form[data-draft]")) {
  const said = form.querySelector("[data-said]");
  let waiting = null;
  let sending = false;
  let stopped = false;

  const keep = async () => {
    waiting = null;
    if (stopped) return;
    if (sending) return later();
    sending = true;
    const data = new FormData(form);
    data.set("verb", "keep");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, redirect: "error" });
      const told = await answer.json();
      said.textContent = told.said;
      if (answer.ok) form.elements.version.value = told.version;
      else if (answer.status === 409) stopped = true;
    } catch {
      said.textContent = form.dataset.lost;
      later(); // no network, or logged out: what is written still stands in the fields
    }
    sending = false;
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  };
  form.addEventListener("input", later);
  // What is being sent takes the place of the draft; the one on its way would only be in its way.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    stopped = true;
    if (!sending) return;
    event.preventDefault();
    const button = event.submitter;
    const wait = setInterval(() => {
      if (sending) return;
      clearInterval(wait);
      delete form.dataset.sent;
      form.requestSubmit(button);
    }, 50);
  });
}
