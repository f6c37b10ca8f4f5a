// The boxes of a round stand outside of their form: what is ticked is told to it, and counted on its button.
// ES2017, no imports; without scripts the button sends what is ticked as ever.

const many = document.getElementById("many");
const zones = [...document.querySelectorAll(".zone")];

const boxes = (zone) => [...zone.querySelectorAll("input[type=checkbox][name=due]")];

// A floor's own box ticks all of it, and says what was taken out again: what is not ticked is not told as done.
function tell(zone) {
  const all = zone.querySelector("[data-all]");
  if (!all) return;
  const own = boxes(zone);
  const ticked = own.filter((box) => box.checked).length;
  const says = zone.querySelector("[data-says]");
  all.checked = ticked === own.length;
  all.indeterminate = ticked > 0 && ticked < own.length;
  says.hidden = !ticked;
  says.textContent = says.dataset.says.replace("{n}", ticked).replace("{left}", own.length - ticked);
}

function count() {
  zones.forEach(tell);
  const ticked = [...many.elements].filter((field) => field.name === "due" && field.checked).length;
  button.textContent = ticked ? button.dataset.many.replace("{n}", ticked) : plain;
}

function tickAll(zone, on) {
  for (const box of boxes(zone)) box.checked = on;
  many.dispatchEvent(new Event("input"));
  count();
}

const button = document.querySelector("[data-many]");
const plain = button ? button.textContent : "";

if (many && button) {
  for (const zone of zones) {
    const all = zone.querySelector("[data-all]");
    if (!all) continue;
    all.addEventListener("change", () => tickAll(zone, all.checked));
  }
  document.addEventListener("input", (event) => {
    // A floor's own box is followed once it has changed: counting before that would take its tick away.
    if (event.target.form !== many || "all" in event.target.dataset) return;
    if (!many.contains(event.target)) many.dispatchEvent(new Event("input"));
    count();
  });
  many.addEventListener("restored", count);
  count();
}
