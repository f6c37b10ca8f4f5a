// The boxes of a round stand outside of their form: what is ticked is told to it, and counted on its button.
// ES2017, no imports; without scripts the button sends what is ticked as ever.

const many = document.getElementById("many");

function count() {
  const button = many.querySelector("[data-many]");
  const ticked = [...many.elements].filter((field) => field.name === "due" && field.checked).length;
  if (ticked) button.textContent = button.dataset.many.replace("{n}", ticked);
}

if (many) {
  document.addEventListener("input", (event) => {
    if (event.target.form !== many) return;
    if (!many.contains(event.target)) many.dispatchEvent(new Event("input"));
    count();
  });
  many.addEventListener("restored", count);
  count();
}
