// The roll-call: what is typed shows at once in the list and in the figures. Everything also works without.
// Words come from the page (data-say-…, labels); limits of temperature from the server (data-axillary …).

const form = document.querySelector("form.rollcall");
const say = form.dataset;
const list = form.querySelector(".pupils");
const ABSENT = ["absent_sick", "absent_personal", "absent_unknown", "absent_isolation"];
const pupils = new Map();

function field(set, end) {
  return set.querySelector(`[name$="-${end}"]`);
}

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function number(input) {
  const text = input.value.trim().normalize("NFKC").replace("\u3002", ".").replace(",", ".");
  if (text === "") return null;
  return /^\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

// One pupil: read, judge, show

function look(item) {
  const set = item.querySelector("fieldset");
  const chosen = set.querySelector("input[type=radio]:checked");
  const ticked = [...set.querySelectorAll("input[type=checkbox]:checked")];
  const kind = chosen ? chosen.value : "present";
  const degrees = field(set, "temperature").value.trim();
  const note = field(set, "note").value.trim();
  return {
    set,
    kind,
    words: chosen ? chosen.nextElementSibling.textContent : "",
    symptoms: ticked.map((box) => box.nextElementSibling.textContent),
    degrees: field(set, "retest").value.trim() || degrees,
    twice: degrees !== "",
    marked: kind !== "present" || ticked.length > 0 || degrees !== "" || note !== "",
  };
}

function readings(set) {
  const pairs = [["temperature", "method"], ["retest", "retest_method"]];
  return pairs
    .map(([value, method]) => ({ value: number(field(set, value)), method: field(set, method).value }))
    .filter((reading) => reading.value !== null);
}

// As the server judges: only an axillary reading makes a fever, a screening value asks for one.
function judge(found) {
  const line = (reading) => Number(say[reading.method || "forehead"]);
  if (found.length === 0) return "";
  if (found.some((reading) => Number.isNaN(reading.value))) return "number";
  if (found.some((reading) => reading.value > Number(say.high))) return "high";
  if (found[found.length - 1].value < Number(say.low)) return "again";
  const usable = found.filter((reading) => reading.value >= Number(say.low));
  const axillary = usable.filter((reading) => reading.method === "axillary").pop();
  if (axillary && axillary.value >= line(axillary)) return "fever";
  const last = usable[usable.length - 1];
  const screened = usable.some((reading) => reading !== axillary && reading.value >= line(reading));
  return screened && last !== axillary ? "retest" : "";
}

function hint(set, verdict) {
  const place = set.querySelector(".hint");
  const words = { number: say.sayNumber, high: say.sayHigh, again: say.sayAgain, fever: say.sayFever, retest: say.sayRetest };
  const text = words[verdict] || "";
  if (place.textContent === text) return;
  place.textContent = text;
  if (text) place.scrollIntoView({ block: "nearest" });
}

// Ticked for the teacher by an axillary fever, and taken back when the reading is mended.
function tickFever(set, fever) {
  const box = set.querySelector('[value="fever"]');
  if (fever && !box.checked) box.dataset.ticked = "";
  if (fever) box.checked = true;
  if (fever || !("ticked" in box.dataset)) return;
  box.checked = false;
  delete box.dataset.ticked;
}

function show(item, seen) {
  const { set } = seen;
  item.classList.toggle("marked", seen.marked);
  set.dataset.kind = seen.kind;
  set.toggleAttribute("data-ill", seen.symptoms.length > 0 || seen.degrees !== "");
  set.toggleAttribute("data-once", !seen.twice);
  const now = item.querySelector(".now");
  const strong = document.createElement(seen.marked ? "b" : "span");
  strong.textContent = seen.words;
  const parts = [seen.symptoms.join(say.comma), seen.degrees && `${seen.degrees}℃`].filter(Boolean);
  now.textContent = "";
  now.append(strong, parts.length ? ` · ${parts.join(" · ")}` : "");
}

// A fieldset nobody opened is not sent: a class of 55 that is all well is a few hundred bytes.
function rest(item) {
  const seen = pupils.get(item);
  seen.set.disabled = !seen.marked && !item.querySelector("details").open;
}

function read(item, full) {
  const seen = look(item);
  pupils.set(item, seen);
  if (full || seen.marked) show(item, seen);
  rest(item);
}

// The class: figures, search, only exceptions

function tally() {
  const all = [...pupils.values()];
  const count = (kind) => all.filter((seen) => seen.kind === kind).length;
  const absent = ABSENT.reduce((sum, kind) => sum + count(kind), 0);
  const figures = { expected: all.length - count("absent_isolation"), present: all.length - absent, absent };
  for (const name of Object.keys(figures)) {
    form.querySelector(`[data-n="${name}"]`).textContent = figures[name];
  }
  const isolated = count("absent_isolation");
  const apart = form.querySelector("[data-isolated]");
  apart.hidden = isolated === 0;
  apart.textContent = fill(say.sayIsolated, { absent, isolated });
  const radios = all.length ? [...all[0].set.querySelectorAll("input[type=radio]")] : [];
  const causes = radios
    .filter((radio) => radio.value !== "present" && count(radio.value))
    .map((radio) => `${radio.nextElementSibling.textContent} ${count(radio.value)}`);
  form.querySelector("[data-causes]").textContent = causes.join(" · ") || say.sayAll;
  tellRest();
  form.querySelector("[data-marked]").textContent = all.filter((seen) => seen.marked).length;
  return figures;
}

// Whom the button declares present and well, and whom it leaves out: the marked, and whoever is held back.
function tellRest() {
  const left = [...pupils].filter(([item, seen]) => seen.marked || item.querySelector(".tag-held"));
  const names = left.map(([item]) => item.querySelector("summary > span:nth-child(2)").textContent);
  const said = names.slice(0, 5).join(say.comma) + (names.length > 5 ? say.sayAnd : "");
  const figures = { n: pupils.size - names.length, m: names.length, names: said };
  form.querySelector("[data-rest]").textContent = fill(names.length ? say.sayRest : say.sayRestAll, figures);
}

let saying;
function announce(text) {
  clearTimeout(saying);
  saying = setTimeout(() => (form.querySelector("[data-status]").textContent = text), 400);
}

const only = form.querySelector("[data-only]");
const search = form.querySelector("[data-search]");

function filter() {
  const wanted = search.value.trim().toLowerCase();
  const onlyMarked = only.getAttribute("aria-pressed") === "true";
  let found = 0;
  for (const [item, seen] of pupils) {
    const fits = item.dataset.find.toLowerCase().includes(wanted);
    item.classList.toggle("unmatched", !fits);
    found += fits && (seen.marked || !onlyMarked);
  }
  list.classList.toggle("only-marked", onlyMarked);
  form.querySelector("[data-none]").hidden = found > 0;
  announce(fill(say.sayFound, { n: found }));
}

function open(item) {
  const details = item.querySelector("details");
  details.open = true;
  details.querySelector("summary").focus();
}

// Listening

list.addEventListener("input", (event) => {
  const item = event.target.closest("li");
  const { set } = pupils.get(item);
  if (/-(temperature|retest)(_method)?$|-method$/.test(event.target.name)) {
    const verdict = judge(readings(set));
    hint(set, verdict);
    tickFever(set, verdict === "fever");
  }
  read(item, true);
  const figures = tally();
  announce(fill(say.sayTally, figures));
});

list.addEventListener("toggle", (event) => {
  const item = event.target.closest("li");
  const { set } = pupils.get(item);
  if (event.target.open && !set.querySelector("[data-day]")) {
    set.querySelector(".onset").append(form.querySelector("[data-onset]").content.cloneNode(true));
    set.querySelector(".hint").setAttribute("role", "status");
    hint(set, judge(readings(set)));
  }
  read(item, true);
}, true);

list.addEventListener("click", (event) => {
  const day = event.target.dataset.day;
  if (!day) return;
  const input = field(event.target.closest("fieldset"), "onset");
  input.value = day;
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

form.addEventListener("keydown", (event) => {
  // The keyboard's own "go" must not send the class by mistake.
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  if (event.target !== search) return;
  const shown = [...pupils.keys()].filter((item) => item.offsetParent !== null);
  if (shown.length === 1) open(shown[0]);
});

search.addEventListener("input", filter);
only.addEventListener("click", () => {
  only.setAttribute("aria-pressed", String(only.getAttribute("aria-pressed") !== "true"));
  filter();
});

function openNamed() {
  const named = location.hash.startsWith("#p-") && document.getElementById(location.hash.slice(1));
  if (named) open(named.closest("li"));
}

form.addEventListener("submit", () => {
  for (const seen of pupils.values()) seen.set.disabled = !seen.marked;
});

function readAll() {
  for (const item of list.querySelectorAll("li[data-find]")) read(item, true);
  tally();
}

window.addEventListener("hashchange", openNamed);
window.addEventListener("pageshow", () => {
  readAll();
  openNamed();
});
// sheet.js put back what had been typed before.
form.addEventListener("restored", readAll);

for (const item of list.querySelectorAll("li[data-find]")) read(item, false);
form.querySelector(".tools").hidden = pupils.size === 0;
if (pupils.size) tally();
form.dataset.live = "";
const first = form.querySelector("[data-first]");
if (first) first.focus();
