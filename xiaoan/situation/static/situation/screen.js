// The big screen turns its pages. Space stops and goes on, the arrows turn; whoever asks for less motion turns by
// hand. The figures come by htmx (see charts.js for what is said when that fails).

const nav = document.querySelector("[data-turn]");
const links = [...nav.querySelectorAll("[data-to]")];
const pause = nav.querySelector("[data-pause]");
const next = nav.querySelector("[data-next]");
let running = !matchMedia("(prefers-reduced-motion: reduce)").matches;
let timer = 0;

const at = () => Math.max(0, links.findIndex((one) => one.hasAttribute("aria-current")));

function show(index) {
  const link = links[(index + links.length) % links.length];
  for (const one of links) {
    document.body.classList.toggle(`shows-${one.dataset.to}`, one === link);
    one.toggleAttribute("aria-current", one === link);
  }
  link.setAttribute("aria-current", "true");
  history.replaceState(null, "", link.href);
  dispatchEvent(new Event("resize")); // a chart that was hidden has no size yet
  wait();
}

function wait() {
  clearTimeout(timer);
  if (running) timer = setTimeout(() => show(at() + 1), Number(nav.dataset.turn) * 1000);
}

function say() {
  pause.textContent = running ? pause.dataset.stop : pause.dataset.goOn;
  pause.setAttribute("aria-pressed", String(!running));
}

function toggle() {
  running = !running;
  say();
  wait();
}

for (const [index, link] of links.entries()) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(index);
  });
}
pause.addEventListener("click", toggle);
next.addEventListener("click", () => show(at() + 1));
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const isButton = event.target.closest?.("button, a, input");
  if (event.key === " " && !isButton) {
    event.preventDefault();
    toggle();
  } else if (event.key === "ArrowRight") show(at() + 1);
  else if (event.key === "ArrowLeft") show(at() - 1);
});

// What is news each second is asked for with a ticket; the gate gives the next one with each answer of the rest.
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id === "live") event.detail.parameters.t = nav.dataset.ticket;
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const ticket = event.detail.xhr?.getResponseHeader("X-Ticket");
  if (ticket) nav.dataset.ticket = ticket;
});

// What has not changed is not sent; that it was asked is said.
const asOf = document.getElementById("as-of");
const stale = document.getElementById("stale");
document.body.addEventListener("htmx:afterRequest", (event) => {
  const said = event.detail.xhr?.getResponseHeader("X-As-Of");
  if (!event.detail.successful || !said) return;
  if (asOf) asOf.textContent = nav.dataset.asOf.replace("{at}", said);
  if (stale) stale.hidden = true;
});

// A chart is drawn before its panel has its height.
document.body.addEventListener("htmx:afterSettle", () => requestAnimationFrame(() => dispatchEvent(new Event("resize"))));

pause.hidden = next.hidden = false;
say();
wait();
