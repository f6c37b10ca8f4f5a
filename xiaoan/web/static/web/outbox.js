// A sheet that could not be sent waits in this browser and goes out by itself; what is typed survives a reload.
// For forms with `data-outbox` (a roll-call). Kept: ids and readings of one user, no names. Without IndexedDB or
// without scripts the form is posted as ever. Old WeChat browsers: nothing newer than ES2017, no imports.

const me = document.body.dataset.user || "";
const counter = document.getElementById("unsent");
const form = document.querySelector("form[data-outbox]");
const say = form ? form.dataset : {};
const path = location.pathname;
const DAY = 86400000;
const KEEP = 3 * DAY; // drafts, and sheets that a person would have had to look at
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

// One sender among tabs: a lock of the browser, else a lease in the store

function lease(take) {
  return within("lease", "readwrite", (rows) => {
    const asked = rows.get("sender");
    asked.onsuccess = () => {
      const held = asked.result;
      const free = !held || held.until < Date.now() || held.tab === tab;
      if (free && take) rows.put({ key: "sender", tab, until: Date.now() + LEASE });
      if (free && !take) rows.delete("sender");
    };
    return asked;
  }).then((held) => !held || held.until < Date.now() || held.tab === tab);
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
  body.append("sender", row.user);
  const stop = window.AbortController ? new AbortController() : null;
  const timer = stop && setTimeout(() => stop.abort(), TIMEOUT);
  try {
    return await fetch(row.url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRFToken": token() },
      body,
      signal: stop ? stop.signal : undefined,
    });
  } finally {
    clearTimeout(timer);
  }
}

// What an answer means: done (with where to go), later, sign-in, or look (a person has to).
function meaning(answer) {
  const seen = new URL(answer.url);
  const goal = seen.pathname;
  if (answer.ok && answer.redirected && /\/(receipt|conflict)\//.test(goal)) return { is: "done", goal };
  if (answer.status === 401 || answer.status === 403 || /\/sign-in\//.test(goal)) return { is: "sign-in" };
  if ([408, 429, 502, 503, 504].includes(answer.status) || answer.ok) return { is: "later" };
  // What is asked has an address of its own: going back from the receipt sends nothing again.
  return { is: "look", asked: answer.redirected ? goal + seen.search : "" };
}

async function send(row) {
  let told = { is: "later" };
  try {
    told = meaning(await post(row));
  } catch (lost) {
    // No network, or no answer in time: whether it arrived is not known, and the same id sent again is the same.
  }
  if (told.is === "done") {
    const now = await get("outbox", row.key);
    if (now && now.id === row.id) await drop("outbox", row.key);
    for (const draft of await all("drafts")) if (draft.path === row.path) await drop("drafts", draft.key);
  } else {
    const now = await get("outbox", row.key);
    if (now && now.id === row.id) await put("outbox", Object.assign({}, now, { state: told.is }));
  }
  return told;
}

let tries = 0;
let timer = null;
let flushing = null;

// `hand`: a person asks, so sheets that wait for a person are tried as well.
function flush(hand) {
  if (!me || !database) return Promise.resolve();
  if (!flushing) {
    flushing = alone(() => sendAll(hand)).catch(() => undefined).then(() => (flushing = null));
  }
  return flushing.then(show);
}

async function sendAll(hand) {
  for (const { key: at } of mine(await all("outbox"))) {
    const row = await get("outbox", at);
    if (!row || (!hand && row.state === "look")) continue;
    const told = await send(row);
    tries = told.is === "done" ? 0 : tries + 1;
    if (told.is !== "done" && told.is !== "look") break;
  }
}

// What a person sees

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

async function show() {
  const rows = mine(await all("outbox"));
  if (counter) {
    counter.hidden = rows.length === 0;
    const link = counter.querySelector("a");
    link.textContent = rows.length ? fill(counter.dataset.words, { n: rows.length }) : "";
    if (rows.length) link.href = rows[0].url;
  }
  clearTimeout(timer);
  if (rows.some((row) => row.state !== "look")) {
    const pause = Math.min(5 * 2 ** tries, 300) * 1000;
    timer = setTimeout(() => flush(false), pause * (0.5 + Math.random()));
  }
  if (form) await tell(rows.find((row) => row.path === path));
}

let pending = false;

async function tell(row) {
  const note = form.querySelector("[data-outbox-says]");
  if (!row && pending) {
    // Another tab sent it, or a later try did: the address answers with the receipt.
    pending = false;
    left = true;
    location.replace(path);
    return;
  }
  pending = Boolean(row);
  const words = row ? { "sign-in": say.saySignIn, look: say.sayLook }[row.state] || say.sayOffline : "";
  if (note.textContent !== words) note.textContent = words;
  form.querySelector("[data-outbox-sign-in]").hidden = !row || row.state !== "sign-in";
}

// The form: drafts and submitting

const key = form ? [me, path, form.elements.base_version.value].join(" ") : "";

// Of pupils only those with something to say, as rollcall.js marks them.
function typed() {
  const pairs = [];
  for (const field of form.elements) {
    const pupil = /^m-/.test(field.name);
    if (!(pupil || field.name === "reason") || !field.value) continue;
    if (pupil && !field.closest("li").classList.contains("marked")) continue;
    if (/^(radio|checkbox)$/.test(field.type) && !field.checked) continue;
    pairs.push([field.name, field.value]);
  }
  return pairs;
}

let first = "";
let saving = null;
let left = false; // sent, discarded or signed out: nothing typed here is kept any more

async function save() {
  clearTimeout(saving);
  if (left) return undefined;
  const pairs = typed();
  if (JSON.stringify(pairs) === first) return drop("drafts", key);
  const id = form.elements.submission_id.value;
  return put("drafts", { key, user: me, path, pairs, id, at: Date.now() });
}

// What the draft does not name was empty, and a pupil whom it does not name simply present.
function fillIn(pairs) {
  const names = new Set(pairs.map(([name]) => name));
  for (const field of form.elements) {
    if (!/^m-/.test(field.name) && field.name !== "reason") continue;
    if (field.type === "radio") field.checked = field.value === "present" && !names.has(field.name);
    else if (field.type === "checkbox") field.checked = false;
    else if (field.tagName === "INPUT") field.value = "";
  }
  for (const [name, value] of pairs) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (!/^(radio|checkbox)$/.test(field.type)) field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }
}

async function restore() {
  const draft = await get("drafts", key);
  if (!draft || draft.user !== me) return;
  fillIn(draft.pairs);
  form.elements.submission_id.value = draft.id;
  form.dispatchEvent(new Event("restored"));
  const note = form.querySelector("[data-draft]");
  const at = new Date(draft.at);
  const clock = [at.getHours(), at.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
  note.querySelector("[data-draft-at]").textContent = clock;
  note.hidden = false;
}

async function discard() {
  left = true;
  await drop("drafts", key);
  await drop("outbox", `${me} ${path}`);
  location.replace(location.href);
}

// By hand: the browser posts the form itself, and its own page shows the answer.
function plainly() {
  HTMLFormElement.prototype.submit.call(form);
}

let busy = false;

async function submit() {
  const button = form.querySelector(".act .btn-primary");
  const heads = [...form.querySelectorAll("input[type=hidden]")].filter((field) => field.name !== "csrfmiddlewaretoken");
  const pairs = heads.map((field) => [field.name, field.value]).concat(typed());
  const id = form.elements.submission_id.value;
  const url = path + location.search;
  const row = { key: `${me} ${path}`, user: me, path, url, pairs, id, state: "later", at: Date.now() };
  button.setAttribute("aria-disabled", "true");
  form.querySelector("[data-outbox-says]").textContent = say.saySending;
  try {
    await save();
    await put("outbox", row);
  } catch (full) {
    plainly();
    return;
  }
  const told = await alone(async () => {
    const now = await get("outbox", row.key);
    return now ? send(now) : { is: "done", goal: path };
  });
  if (told.is === "done") {
    left = true;
    location.assign(told.goal);
  } else if (told.is === "look") {
    await drop("outbox", row.key);
    if (told.asked) location.assign(told.asked);
    else plainly();
  } else {
    tries = 1;
    button.removeAttribute("aria-disabled");
    await show();
  }
}

function listen() {
  // A page that answers a submission holds what was typed and not yet stored.
  first = "answer" in say ? "" : JSON.stringify(typed());
  form.addEventListener("input", () => {
    clearTimeout(saving);
    saving = setTimeout(() => save().catch(() => undefined), 100);
  });
  form.dataset.outbox = "on";
  window.addEventListener("pagehide", () => save().catch(() => undefined));
  form.querySelector("[data-discard]").addEventListener("click", discard);
  form.addEventListener("submit", (event) => {
    if (!("live" in say)) return; // without rollcall.js nobody marks who has something to say
    event.preventDefault();
    if (busy) return;
    busy = true;
    submit().then(() => (busy = false), () => plainly());
  });
}

async function signOut(event) {
  const leaving = event.target;
  if (!/\/sign-out\/$/.test(leaving.action) || !me) return;
  event.preventDefault();
  left = true;
  // What is only typed goes with the person; what was submitted waits for the same person to come back.
  try {
    for (const draft of mine(await all("drafts"))) await drop("drafts", draft.key);
  } finally {
    HTMLFormElement.prototype.submit.call(leaving);
  }
}

async function start() {
  if (!(await ready) || !me) return;
  const old = Date.now() - KEEP;
  for (const draft of await all("drafts")) if (draft.at < old) await drop("drafts", draft.key);
  for (const row of await all("outbox")) if (row.state === "look" && row.at < old) await drop("outbox", row.key);
  document.addEventListener("submit", signOut);
  if (form) {
    listen();
    if (!("answer" in say)) await restore();
  }
  if (counter) counter.querySelector("button").addEventListener("click", () => flush(true));
  for (const name of ["online", "pageshow"]) window.addEventListener(name, () => flush(false));
  document.addEventListener("visibilitychange", () => document.hidden || flush(false));
  await show();
  await flush(false);
}

start();
