// How long is still to be waited, from what the server knows or from what waits on this phone to be sent; so it
// goes on after a reload and without a network. ES2017, no imports.

const places = [...document.querySelectorAll("[data-wait]")];
const ends = new Map();
// By place: how far this phone's clock is ahead of the clock its end is told by, ms.
const ahead = new Map();

// Between the server's clock and this phone's, as of when this answer first came: a page that is kept says the
// same `now` again, however old it is.
function skew(now) {
  const kept = (sessionStorage.getItem("xiaoan-clock") || "").split(" ");
  if (kept[0] === now) return Number(kept[1]);
  const found = Date.now() - now * 1000;
  sessionStorage.setItem("xiaoan-clock", `${now} ${found}`);
  return found;
}

function tell(place, end, clock) {
  ends.set(place, end);
  ahead.set(place, clock);
}

// When the step before was pressed on this phone, of what has not gone out yet.
async function look() {
  const box = window.xiaoanOutbox;
  const waiting = box && (await box.ready) ? await box.waiting() : [];
  const rows = waiting.filter((row) => row.path === location.pathname);
  for (const place of places) {
    const row = rows.find((one) => one.form === `${location.pathname} ${place.dataset.after}`);
    const pressed = row && row.pairs.find((pair) => pair[0] === "pressed");
    if (pressed && pressed[1]) tell(place, Number(pressed[1]) + place.dataset.wait * 60000, 0);
    else if (place.dataset.until) tell(place, place.dataset.until * 1000, skew(place.dataset.now));
  }
}

const two = (n) => String(n).padStart(2, "0");

function show() {
  for (const [place, end] of ends) {
    const left = Math.ceil((end + ahead.get(place) - Date.now()) / 1000);
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
