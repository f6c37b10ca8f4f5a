// How long is still to be waited, from what the server knows or from what waits on this phone to be sent; so it
// goes on after a reload and without a network. ES2017, no imports.

const places = [...document.querySelectorAll("[data-wait]")];
const ends = new Map();

// When the step before was pressed on this phone, of what has not gone out yet.
async function look() {
  const box = window.xiaoanOutbox;
  if (!box || !(await box.ready)) return;
  const rows = (await box.waiting()).filter((row) => row.path === location.pathname);
  for (const place of places) {
    const row = rows.find((one) => one.form === `${location.pathname} ${place.dataset.after}`);
    const pressed = row && row.pairs.find((pair) => pair[0] === "pressed");
    if (pressed && pressed[1]) ends.set(place, Number(pressed[1]) + place.dataset.wait * 60000);
    else if (place.dataset.until) ends.set(place, place.dataset.until * 1000);
  }
}

const two = (n) => String(n).padStart(2, "0");

function show() {
  for (const [place, end] of ends) {
    const left = Math.ceil((end - Date.now()) / 1000);
    const words = left > 0
      ? place.dataset.left.replace("{left}", `${two(Math.floor(left / 60))}:${two(left % 60)}`)
      : place.dataset.over;
    if (place.textContent !== words) place.textContent = words;
  }
}

if (places.length) {
  look().then(show, () => undefined);
  setInterval(() => look().catch(() => undefined), 3000);
  setInterval(show, 1000);
}
