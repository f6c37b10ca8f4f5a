// What could not be sent waits in this browser and goes out by itself, in order, each once. The store, the sender,
// the counter with its list, signing out, the service worker. Forms take part by `data-outbox` (see sheet.js).
// Kept: what one person filled in, by ids. Old WeChat browsers: nothing newer than ES2017, no imports.

const me = document.body.dataset.user || "";
const panel = document.getElementById("unsent");
const say = panel ? panel.dataset : {};
const DAY = 86400000;
const KEEP = 3 * DAY; // drafts
const OTHERS = 14 * DAY; // unsent sheets of somebody who never came back to this phone
const LEASE = 40000;
const TIMEOUT = 30000;
const tab = String(Math.random());

// The store: drafts, outbox and the lease of the sending tab

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("xiaoan", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: "key" });
      asked.result.createObjectStore("outbox", { keyPath: "key" });
      asked.result.createObjectStore("lease", { keyPath: "key" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
}

let database = null;
const ready = new Promise((resolve) => resolve(opened())).then(
  (found) => {
    database = found;
    database.onversionchange = () => database.close();
    return true;
  },
  () => false,
);

// One transaction; `work` gives the request whose result is wanted.
function within(name, mode, work) {
  return new Promise((resolve, reject) => {
    const deal = database.transaction(name, mode);
    const asked = work(deal.objectStore(name));
    deal.oncomplete = () => resolve(asked ? asked.result : undefined);
    deal.onabort = () => reject(deal.error);
    deal.onerror = () => reject(deal.error);
  });
}

const put = (name, row) => within(name, "readwrite", (rows) => rows.put(row));
const get = (name, key) => within(name, "readonly", (rows) => rows.get(key));
const drop = (name, key) => within(name, "readwrite", (rows) => rows.delete(key));
const all = (name) => within(name, "readonly", (rows) => rows.getAll());
const mine = (rows) => rows.filter((row) => row.user === me);
const formOf = (row) => row.form || row.path;
// Forms of one course go out one after the other, as if they were one.
const chainOf = (row) => row.chain || formOf(row);

// What waits of this person, in the order in which it was put there. A number of our own: clocks jump.
async function waiting() {
  return mine(await all("outbox")).sort((one, other) => (one.seq || 0) - (other.seq || 0));
}

// `replaced`: an unsent sheet of the same page whose content was changed since.
function enqueue(row, replaced) {
  return within("outbox", "readwrite", (rows) => {
    const asked = rows.getAll();
    asked.onsuccess = () => {
      const before = asked.result.find((one) => one.key === row.key || one.key === replaced);
      const last = asked.result.reduce((most, one) => Math.max(most, one.seq || 0), 0);
      row.seq = before ? before.seq || 0 : last + 1;
      if (replaced && replaced !== row.key) rows.delete(replaced);
      rows.put(row);
    };
  });
}

// Only if the sheet is still there, and still the one that was sent.
function amend(row, change) {
  return within("outbox", "readwrite", (rows) => {
    const asked = rows.get(row.key);
    asked.onsuccess = () => {
      const now = asked.result;
      if (!now || now.id !== row.id) return;
      if (change) rows.put(Object.assign({}, now, change));
      else rows.delete(row.key);
    };
  });
}

// One sender among tabs: a lock of the browser, else a lease in the store

// A lease that ends later than any could end was given by a clock that has been put back since.
const over = (held) => !held || held.until < Date.now() || held.until > Date.now() + LEASE || held.tab === tab;

function lease(take) {
  let got = false;
  return within("lease", "readwrite", (rows) => {
    const asked = rows.get("sender");
    asked.onsuccess = () => {
      got = over(asked.result);
      if (got && take) rows.put({ key: "sender", tab, until: Date.now() + LEASE });
      if (got && !take) rows.delete("sender");
    };
  }).then(() => got);
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function alone(work) {
  if (navigator.locks) return navigator.locks.request("xiaoan-outbox", work);
  while (!(await lease(true))) await wait(500);
  try {
    return await work();
  } finally {
    await lease(false);
  }
}

// Sending

function token() {
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?xiaoan-csrf=([^;]+)/);
  const field = document.querySelector("[name=csrfmiddlewaretoken]");
  return found ? found[1] : field ? field.value : "";
}

async function post(row) {
  const body = new URLSearchParams();
  for (const [name, value] of row.pairs) body.append(name, value);
  const stop = window.AbortController ? new AbortController() : null;
  const timer = stop && setTimeout(() => stop.abort(), TIMEOUT);
  try {
    const answer = await fetch(row.url, {
      method: "POST",
      credentials: "same-origin",
      // Goes out only as the person who filled it in; the answer is a receipt, not the page behind it.
      // Its clock as it sends sets right what it says about when (`pressed`).
      headers: { "X-CSRFToken": token(), "X-Outbox": row.user, "X-Outbox-Now": String(Date.now()) },
      body,
      signal: stop ? stop.signal : undefined,
    });
    return await meaning(answer);
  } finally {
    clearTimeout(timer);
  }
}

// Why something was refused, of pages that say so without naming anybody.
async function reason(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = page.querySelector("[data-said]");
  return said ? said.textContent.replace(/\s+/g, " ").trim().slice(0, 200) : "";
}

// What an answer means: done (with where to go), later, sign-in, or look (a person has to).
async function meaning(answer) {
  const to = answer.headers.get("X-Outbox-To");
  const goal = to ? new URL(to, location.href) : null;
  const how = answer.headers.get("X-Outbox");
  if (answer.status === 401 || how === "sign-in" || (goal && /^\/sign-in\//.test(goal.pathname))) return { is: "sign-in" };
  // What is asked has an address of its own: going back from the receipt sends nothing again.
  if (goal && how === "asks") return { is: "look", asked: goal.pathname + goal.search };
  if (goal) return { is: "done", goal: goal.pathname + goal.search, at: answer.headers.get("X-Outbox-At") };
  // A page instead of a receipt: a network that wants its own sign-in first.
  if ([408, 425, 429, 502, 503, 504].includes(answer.status) || answer.ok) return { is: "later" };
  return { is: "look", asked: "", refused: answer.status === 422, said: await reason(answer) };
}

async function send(row) {
  let told = { is: "later" };
  try {
    told = await post(row);
  } catch (lost) {
    // No network, or no answer in time: whether it arrived is not known, and the same id sent again is the same.
  }
  if (told.is === "done") {
    await amend(row, null);
    for (const draft of mine(await all("drafts"))) if (draft.id === row.id) await drop("drafts", draft.key);
    goals[formOf(row)] = told.goal;
    // The page is wanted until the last of its sheets is gone.
    if (!(await waiting()).some((one) => one.path === row.path)) tellWorker({ drop: row.path });
  } else {
    await amend(row, { state: told.is, tried: Date.now(), said: told.said || "", asked: told.asked || "" });
  }
  if (told.is === "sign-in") tellWorker({ forget: true });
  return told;
}

const goals = {}; // where what was sent led to, by form
let tries = 0;
let timer = null;
let flushing = null;

// `hand`: a person asks, so sheets that wait for a person are tried as well.
function flush(hand) {
  if (!me || !database) return Promise.resolve();
  if (!flushing) {
    flushing = alone(() => sendAll(hand)).catch(() => undefined).then(() => (flushing = null));
  }
  return flushing.then(show).then(announce);
}

const sent = []; // what went out from here, and nobody has been told of yet

// It went out behind somebody's back: say so, and a list that still names it as due is asked for anew.
async function announce() {
  const gone = sent.splice(0);
  const note = document.getElementById("sent");
  if (!gone.length || !note) return;
  const words = gone.map((one) => fill(say.sent, one));
  note.textContent = words.join(" ");
  await renew().catch(() => undefined);
}

// Only its words: the page stays, so that nothing is lost if the network is gone again.
async function renew() {
  const main = document.getElementById("main");
  if (!main.querySelector("[data-renew]")) return;
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  if (!found || !found.querySelector("[data-renew]")) return;
  const wasInside = main.contains(document.activeElement);
  main.replaceChildren(...found.childNodes);
  if (wasInside) main.focus();
  keepPages();
}

// In order, form by form (course by course): what stands behind a sheet that a person has to look at waits for it.
async function sendAll(hand) {
  const held = new Set();
  for (const { key } of await waiting()) {
    const row = await get("outbox", key);
    if (!row || held.has(chainOf(row))) continue;
    const told = !hand && row.state === "look" ? { is: "look" } : await send(row);
    if (told.is === "done") {
      tries = 0;
      sent.push({ title: row.title || say.sheet, at: told.at || moment(Date.now()) });
    } else if (told.is === "look") held.add(chainOf(row));
    else {
      tries += 1;
      return;
    }
  }
}

// One sheet, after those of the same form that wait before it. Gives what became of it.
function sendOne(key) {
  return alone(async () => {
    const own = await get("outbox", key);
    if (!own) return { is: "gone" };
    for (const row of await waiting()) {
      if (chainOf(row) !== chainOf(own) || row.key === key) continue;
      if ((row.seq || 0) < own.seq && (await send(row)).is !== "done") return { is: "later" };
    }
    return send(own);
  });
}

// What a person sees

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const watchers = [];

function moment(time) {
  const at = new Date(time);
  const two = (n) => String(n).padStart(2, "0");
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return at.toDateString() === new Date().toDateString() ? clock : `${at.getMonth() + 1}-${two(at.getDate())} ${clock}`;
}

async function show() {
  const rows = await waiting();
  if (panel) tell(rows);
  clearTimeout(timer);
  if (rows.some((row) => row.state !== "look")) {
    const pause = Math.min(5 * 2 ** tries, 300) * 1000;
    timer = setTimeout(() => flush(false), pause * (0.5 + Math.random()));
  }
  for (const watch of watchers) watch(rows);
}

let shown = "";

function tell(rows) {
  panel.hidden = rows.length === 0 && !panel.querySelector("[data-leaving]:not([hidden])");
  document.body.classList.toggle("has-unsent", !panel.hidden);
  const count = rows.length ? fill(say.words, { n: rows.length }) : "";
  const place = panel.querySelector("[data-count]");
  if (place.textContent !== count) place.textContent = count;
  const now = JSON.stringify(rows.map((row) => [row.key, row.state, row.tried, row.said]));
  if (now === shown) return; // a list under somebody's thumb is not built anew
  shown = now;
  panel.querySelector("[data-list]").replaceChildren(...rows.map(line));
}

function line(row) {
  const item = document.getElementById("unsent-row").content.cloneNode(true);
  const at = (name) => item.querySelector(`[data-${name}]`);
  const why = { "sign-in": say.saySignIn, look: row.said || say.sayLook }[row.state] || say.sayOffline;
  at("title").textContent = row.title || say.sheet;
  at("since").textContent = fill(say.since, { at: moment(row.at) }) + (row.tried ? fill(say.tried, { at: moment(row.tried) }) : "");
  at("why").textContent = why;
  at("open").href = row.state === "sign-in" ? `/sign-in/?next=${encodeURIComponent(row.url)}` : row.asked || row.url;
  at("now").addEventListener("click", () => flush(true));
  const away = at("away");
  away.addEventListener("click", async () => {
    if (!("sure" in away.dataset)) {
      away.dataset.sure = "";
      away.textContent = say.sure; // the button keeps the focus and reads what the next press does
      return;
    }
    await discard(row);
    await show();
  });
  return item;
}

async function discard(row) {
  await drop("outbox", row.key);
  for (const draft of mine(await all("drafts"))) if (draft.id === row.id) await drop("drafts", draft.key);
}

// Signing out: first what is unsent, then nothing of this person stays on the phone

let leaving = null;
const others = window.BroadcastChannel ? new BroadcastChannel("xiaoan") : null;
// Another tab signed out: nothing typed here is kept any more, and nothing stays on the screen.
if (others) others.onmessage = (event) => event.data === me && gone();

function gone() {
  outbox.left = true;
  location.replace("/sign-in/");
}

async function signOut(event) {
  if (!/\/sign-out\/$/.test(event.target.getAttribute("action")) || !me) return;
  event.preventDefault();
  leaving = event.target;
  const menu = leaving.closest("details");
  if (menu) menu.open = false;
  if ((await waiting()).length === 0) await leave();
  else ask(say.leaving);
}

function ask(words) {
  const place = panel.querySelector("[data-leaving]");
  place.hidden = false;
  place.querySelector("p").textContent = words;
  panel.hidden = false;
  scrollTo(0, 0); // it covers nothing there
  panel.querySelector("details").open = true;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  place.querySelector("button").focus();
}

async function leave() {
  outbox.left = true;
  try {
    for (const name of ["drafts", "outbox"]) for (const row of mine(await all(name))) await drop(name, row.key);
    if (window.caches) for (const name of await caches.keys()) if (name.startsWith("xiaoan-pages")) await caches.delete(name);
    // Nobody else's unsent sheets either: the server may tell the browser to empty itself.
    const empty = (await all("outbox")).length === 0;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "empty", value: empty ? "1" : "" });
    leaving.append(field);
    if (others) others.postMessage(me);
  } finally {
    afresh(leaving);
    HTMLFormElement.prototype.submit.call(leaving);
  }
}

// The token of a page kept from before is that of the session before.
function afresh(form) {
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  if (field) field.value = token();
}

function listenToPanel() {
  panel.querySelector("[data-send]").addEventListener("click", () => flush(true));
  panel.querySelector("[data-leave-send]").addEventListener("click", async () => {
    await flush(true);
    if ((await waiting()).length === 0) await leave();
    else ask(say.leavingStill);
  });
  panel.querySelector("[data-leave-discard]").addEventListener("click", leave);
  panel.querySelector("[data-leave-stay]").addEventListener("click", () => {
    panel.querySelector("[data-leaving]").hidden = true;
    show();
  });
}

// The service worker, where there is one: keeps today's pages, so that they open without a network

function tellWorker(words) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.ready.then((found) => found.active && found.active.postMessage(words), () => undefined);
}

function keepPages() {
  if (!("serviceWorker" in navigator) || !me) return;
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  // What can be begun comes first: the worker keeps so many and no more.
  const links = [...document.querySelectorAll("a.go[data-keep]"), ...document.querySelectorAll("a:not(.go)[data-keep]")];
  const urls = [].concat(...links.map((link) => (link.dataset.keep || link.pathname + link.search).split(" ")));
  if (document.body.querySelector("[data-keep]")) tellWorker({ keep: [location.pathname + location.search, ...urls] });
}

function sayNetwork() {
  const note = document.getElementById("no-network");
  if (note) note.hidden = navigator.onLine !== false;
}

async function start() {
  sayNetwork();
  for (const name of ["online", "offline"]) window.addEventListener(name, sayNetwork);
  if (!me) return;
  keepPages();
  if (!(await ready)) return;
  const now = Date.now();
  for (const draft of await all("drafts")) if (draft.at < now - KEEP) await drop("drafts", draft.key);
  for (const row of await all("outbox")) {
    if (row.user !== me && row.at < now - OTHERS) await drop("outbox", row.key);
  }
  document.addEventListener("submit", signOut);
  if (panel) listenToPanel();
  for (const name of ["online", "pageshow"]) window.addEventListener(name, () => flush(false));
  document.addEventListener("visibilitychange", () => document.hidden || flush(false));
  // Gone back to a list as it was before something was sent.
  window.addEventListener("pageshow", (event) => event.persisted && renew().catch(() => undefined));
  await show();
  await flush(false);
}

// For sheet.js, the other half of this file.
const outbox = { me, ready, put, get, drop, all, mine, waiting, enqueue, sendOne, show, moment, afresh, watchers, goals, discard, say, left: false };
outbox.failed = () => (tries = 1);
window.xiaoanOutbox = outbox;

start();
