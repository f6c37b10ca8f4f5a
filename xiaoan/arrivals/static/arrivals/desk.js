// The desk at the gate. A pass is looked up in what the phone carries of today, and where there is a network also at
// the server, who says whose it is. What is pressed goes through the outbox (outbox.js), a sheet for each child: the
// next child does not wait for the network. Without this file the forms are sent as ever.

const box = window.xiaoanOutbox;
const desk = document.querySelector("form[data-desk]");
const look = document.querySelector("form[data-desk-look]");
const seats = document.querySelector("form[data-desk-seat]");
const carried = document.querySelector("[data-desk-carried]");
const who = desk.querySelector("[data-desk-who]");
const last = document.querySelector("[data-desk-last]");
const fault = document.querySelector("[data-desk-error]");
const words = carried.dataset;
const LOOK_MS = 4000;
const HEAD = 4; // before the part of a pass by which it is known (rules/passes.py)

const size = Number(words.short);
const slots = words.slots.split("|");
const passes = new Map(words.passes.split(" ").filter(Boolean).map((one) => [one.slice(0, size), Number(one.slice(size))]));
const shortOf = (token) => token.trim().toUpperCase().slice(HEAD, HEAD + size);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = (bytes[6] % 16) + 0x70;
  bytes[8] = (bytes[8] % 64) + 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function say(text, kind) {
  const line = document.createElement("p");
  line.className = `note is-${kind}`;
  line.textContent = text;
  return line;
}

function barred(test) {
  return [...document.querySelectorAll("[data-barred-pass]")].find((row) => test(row.dataset));
}

function tell(row) {
  if (!row) return;
  const line = say(fill(words.barred, { who: row.textContent.replace(/\s+/g, " ").trim() }), "missed");
  line.dataset.barredNow = "";
  who.append(line);
}

let asked = 0; // the look that counts: an answer to an earlier one is not shown

// Whom the server knows this to be; without a network what the phone carries has to do.
async function ask(query) {
  const mine = (asked += 1);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LOOK_MS);
  try {
    const answer = await fetch(`${location.pathname}?${query}`, { credentials: "same-origin", signal: stop.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-desk-who]");
    const wrong = page.querySelector("[data-said]");
    if (mine !== asked) return;
    if (wrong) who.replaceChildren(say(wrong.textContent, "missed"));
    else if (found && found.children.length) {
      who.replaceChildren(...found.childNodes);
      const method = page.querySelector("[name=method]");
      if (method) desk.elements.method.value = method.value;
      const why = page.querySelector("[name=why]");
      if (why) desk.elements.why.value = why.value;
    }
  } catch {
    // No network: what the phone says stays.
  } finally {
    clearTimeout(timer);
  }
}

function choose(values) {
  for (const name of ["token", "person", "class", "seat"]) desk.elements[name].value = values[name] || "";
  for (const name of ["celsius", "retest", "note"]) desk.elements[name].value = "";
  desk.elements.method.selectedIndex = 0;
  desk.elements.why.value = "";
  desk.elements.submission_id.value = freshId();
  desk.hidden = false;
  last.replaceChildren();
  fault.replaceChildren();
  desk.elements.celsius.focus();
}

look.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const token = look.elements.token.value.trim();
  if (!token) return;
  event.preventDefault();
  look.elements.token.value = "";
  choose({ token });
  const at = passes.get(shortOf(token));
  who.replaceChildren(at === undefined ? say(words.unknown, "late") : say(fill(words.known, { slot: slots[at] }), "done"));
  tell(barred((row) => row.barredPass === shortOf(token)));
  ask(new URLSearchParams({ token }));
});

seats.addEventListener("submit", (event) => {
  const { class: unit, seat } = seats.elements;
  if (!seat.value.trim()) return;
  event.preventDefault();
  const name = unit.options[unit.selectedIndex].textContent;
  choose({ class: unit.value, seat: seat.value.trim() });
  who.replaceChildren(say(fill(words.seat, { class: name, seat: seat.value.trim() }), "done"));
  tell(barred((row) => row.barredClass === name && row.barredSeat === seat.value.trim()));
  ask(new URLSearchParams({ class: unit.value, seat: seat.value.trim() }));
  seat.value = "";
});

function sheet(button) {
  desk.elements.pressed.value = Date.now();
  const pairs = [...new FormData(desk)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value);
  const id = desk.elements.submission_id.value;
  const form = `${location.pathname} ${id}`;
  return {
    key: `${box.me} ${form}`, user: box.me, path: form, form, chain: "", url: location.pathname,
    title: desk.dataset.title, pairs: pairs.concat([[button.name, button.value]]), id, state: "later", at: Date.now(),
  };
}

function next() {
  desk.hidden = true;
  asked += 1;
  if (window.matchMedia("(pointer: fine)").matches) look.elements.token.focus();
}

async function done(goal) {
  next();
  try {
    const answer = await fetch(goal, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("[data-desk-last]");
    if (said) last.replaceChildren(...said.childNodes);
  } catch {
    last.replaceChildren();
  }
}

// By hand: the browser posts the form itself, and its own page shows the answer.
function plainly(button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button.name, value: button.value });
  desk.append(field);
  box.afresh(desk);
  HTMLFormElement.prototype.submit.call(desk);
}

async function submit(button) {
  const row = sheet(button);
  fault.replaceChildren();
  await box.enqueue(row);
  const told = await box.sendOne(row.key);
  if (told.is === "done") return done(told.goal);
  if (told.is === "look" && told.refused) {
    await box.drop("outbox", row.key);
    desk.elements.submission_id.value = freshId(); // what is mended is another sheet
    fault.replaceChildren(say(told.said || "", "missed"));
    return fault.scrollIntoView({ block: "nearest" });
  }
  if (told.is === "look") return plainly(button);
  // Nobody is there to refuse it later: who may not come is not let in by a phone without a network.
  if (button.value === "in" && who.querySelector("[data-barred-now]")) {
    await box.drop("outbox", row.key);
    desk.elements.submission_id.value = freshId();
    fault.replaceChildren(say(words.held, "missed"));
    return fault.scrollIntoView({ block: "nearest" });
  }
  // It waits: what happened at the gate has happened, whatever is on record by then.
  row.pairs.push(["waited", "1"]);
  await box.put("outbox", row);
  box.failed();
  next();
  last.replaceChildren(say(words.saved, "late"));
  return undefined;
}

let busy = false;

async function listen() {
  desk.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    desk.ariaBusy = "true";
    const button = event.submitter || desk.querySelector(".btn-primary");
    submit(button)
      .catch(() => plainly(button))
      .then(box.show)
      .finally(() => {
        busy = false;
        desk.ariaBusy = null;
      });
  });
}

if (box) box.ready.then((found) => found && box.me && listen());
