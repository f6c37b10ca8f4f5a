// Desk pages: how many rows are picked, what the button will do; Esc puts tips away.

for (const form of document.querySelectorAll("form[data-bulk]")) {
  const boxes = [...form.querySelectorAll("input[type=checkbox][data-row]")];
  const all = form.querySelector("[data-all]");
  const button = form.querySelector("[data-bulk-button]");
  if (!boxes.length) continue; // an empty list has nothing to pick
  const places = (name) => [...form.querySelectorAll(`[data-bulk-${name}]`)];

  const count = () => {
    const picked = boxes.filter((box) => box.checked);
    const people = new Set(picked.map((box) => box.dataset.row));
    const words = (text) => text.replace("{n}", picked.length).replace("{people}", people.size);
    if (button) {
      button.textContent = words(picked.length ? button.dataset.some : button.dataset.none);
      button.disabled = picked.length === 0;
    }
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
  // Where the server knows no box of all rows by itself, it is shown by this script only.
  const hidden = all && all.closest("[hidden]");
  if (hidden) hidden.hidden = false;
  window.addEventListener("pageshow", count);
  count();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("tips-off");
});
for (const kind of ["pointermove", "focusin"]) {
  document.addEventListener(kind, () => document.body.classList.remove("tips-off"));
}
