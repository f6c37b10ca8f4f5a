// A room's round: what is chosen shows in the closed row, and the one question about the room is asked in the page's own
// words. Everything also works without.

const form = document.querySelector("form.rollcall");
const air = form.querySelector("[data-air]");

function show(item) {
  const chosen = item.querySelector("input[type=radio]:checked");
  const now = item.querySelector(".now");
  const marked = Boolean(chosen && chosen.value);
  item.classList.toggle("marked", marked);
  const words = document.createElement(marked ? "b" : "span");
  words.textContent = marked ? chosen.nextElementSibling.textContent : now.dataset.class;
  now.replaceChildren(words);
}

function showAll() {
  form.querySelectorAll(".boarder").forEach(show);
}

form.addEventListener("input", (event) => {
  const item = event.target.closest(".boarder");
  if (item) show(item);
  if (event.target.name === "ventilated") air.hidden = true;
});

// Before the outbox takes the form: it is not complete.
document.addEventListener("submit", (event) => {
  if (event.target !== form || form.querySelector("[name=ventilated]:checked")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  air.hidden = false;
  air.scrollIntoView({ block: "center" });
  form.querySelector("[name=ventilated]").focus({ preventScroll: true });
}, true);

// A reload keeps what was chosen, and sheet.js puts back what waits.
window.addEventListener("pageshow", showAll);
form.addEventListener("restored", showAll);
showAll();
