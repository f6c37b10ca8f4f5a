// How much waits for a decision, beside 今日待办 in the navigation; the response level, in the head of the page. Without an
// answer nothing is shown.

const counts = document.querySelectorAll(".count[data-count]");

function ask() {
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

// A desk has the navigation before its eyes: once the page is there. A phone page, of which there are many
// in the rush of a morning, asks when its menu is opened.
if (counts.length && document.querySelector(".rail")) ask();
else if (counts.length) document.querySelector(".menu").addEventListener("toggle", ask, { once: true });

// The level is asked for at most once in five minutes: a phone opens many pages in the rush of a morning.
const places = document.querySelectorAll("[data-standing]");
const KEPT = "standing", FRESH = 300_000;

function show({ level, words }) {
  for (const place of places) {
    place.textContent = words;
    place.dataset.level = level;
    place.hidden = !words;
  }
}

function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT));
    return found && found.user === document.body.dataset.user && Date.now() - found.at < FRESH ? found : null;
  } catch {
    return null;
  }
}

// Whoever acts may have changed it: the next page asks anew.
document.addEventListener("submit", () => sessionStorage.removeItem(KEPT));

if (places.length) {
  const known = kept();
  if (known) show(known);
  else {
    fetch(places[0].dataset.standing, { redirect: "error" })
      .then((answer) => (answer.ok ? answer.json() : { level: "", words: "" }))
      .then((found) => {
        show(found);
        sessionStorage.setItem(KEPT, JSON.stringify({ ...found, user: document.body.dataset.user, at: Date.now() }));
      })
      .catch(() => {});
  }
}
