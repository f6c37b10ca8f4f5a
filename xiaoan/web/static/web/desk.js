// Desk pages: how many rows are picked, what the button will do; how much waits; Esc puts tips away.

for (const form of document.querySelectorAll("form[data-bulk]")) {
  const boxes = [...form.querySelectorAll("input[type=checkbox][data-row]")];
  const all = form.querySelector("[data-all]");
  const button = form.querySelector("[data-bulk-button]");
  if (!button) continue; // an empty list has nothing to pick
  const places = (name) => [...form.querySelectorAll(`[data-bulk-${name}]`)];

  const count = () => {
    const picked = boxes.filter((box) => box.checked);
    const people = new Set(picked.map((box) => box.dataset.row));
    const words = (text) => text.replace("{n}", picked.length).replace("{people}", people.size);
    button.textContent = words(picked.length ? button.dataset.some : button.dataset.none);
    button.disabled = picked.length === 0;
    for (const place of places("says")) place.textContent = words(picked.length ? place.dataset.some : place.dataset.none);
    if (all) {
      all.checked = picked.length > 0 && picked.length === boxes.length;
      all.indeterminate = picked.length > 0 && picked.length < boxes.length;
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target === all) boxes.forEach((box) => (box.checked = all.checked));
    count();
  });
  if (all) all.closest("[hidden]").hidden = false;
  window.addEventListener("pageshow", count);
  count();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("tips-off");
});
for (const kind of ["pointermove", "focusin"]) {
  document.addEventListener(kind, () => document.body.classList.remove("tips-off"));
}

// How much waits for a decision: beside 今日待办, once the page is there. Without an answer nothing is shown.

const counts = document.querySelectorAll("[data-count]");
if (counts.length) {
  fetch(counts[0].dataset.count, { redirect: "error" })
    .then((answer) => (answer.ok ? answer.json() : { count: 0 }))
    .then(({ count }) => {
      for (const place of counts) {
        const words = document.createElement("span");
        words.className = "visually-hidden";
        words.textContent = place.dataset.words.replace("{n}", count);
        const number = document.createElement("span");
        number.ariaHidden = "true";
        number.textContent = count > 99 ? "99+" : count;
        place.replaceChildren(number, words);
        place.hidden = count === 0;
      }
    })
    .catch(() => {});
}
