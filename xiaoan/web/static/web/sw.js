// The service worker. Without a network it opens what was kept: the shell, today's list, today's sheets of whoever is
// signed in. It sends nothing and stores nothing of what is filled in (outbox.js does, in the page). The server puts
// SHELL in front: files by their hashed names, so that another release is another worker.

const FILES = "xiaoan-files";
const PAGES = "xiaoan-pages"; // and whose
const DAY = 86400000;
const PATIENCE = 10000; // of a slow network, when a kept page is at hand

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(FILES)
      .then((files) => files.addAll(SHELL.files.concat([new Request(SHELL.offline, { cache: "no-store" })])))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

const pageCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));

async function forget() {
  for (const name of await pageCaches()) await caches.delete(name);
}

// Files of a release before stay as long as a kept page needs them.
async function tidy() {
  let needed = "";
  for (const name of await pageCaches()) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      const page = await pages.match(request);
      if (fresh(request.url, page)) needed += await page.text();
      else await pages.delete(request);
    }
  }
  const files = await caches.open(FILES);
  for (const request of await files.keys()) {
    const { pathname } = new URL(request.url);
    const known = pathname === SHELL.offline || SHELL.files.includes(pathname);
    if (!known && !needed.includes(pathname)) await files.delete(request);
  }
}

// A list of another day is no list of today; a sheet has its day in its address.
function fresh(url, page) {
  const at = Number(page.headers.get("X-Kept-At"));
  const today = new Date(at).toDateString() === new Date().toDateString();
  const daily = page.headers.has("X-Keep-Today") || SHELL.daily.includes(new URL(url).pathname);
  return daily ? today : Math.abs(Date.now() - at) < 3 * DAY;
}

// A page that may not be kept has one that may stand for it.
async function standIn(url) {
  const { pathname } = new URL(url);
  for (const name of await pageCaches()) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      const page = await pages.match(request);
      if (page.headers.get("X-Stands-For") === pathname && fresh(request.url, page)) return Response.redirect(request.url);
    }
  }
  return undefined;
}

// What is of another day does not stay until somebody asks for it.
async function sweep() {
  for (const name of await pageCaches()) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      if (!fresh(request.url, await pages.match(request))) await pages.delete(request);
    }
  }
}

async function kept(url) {
  for (const name of await pageCaches()) {
    const page = await (await caches.open(name)).match(url);
    if (page && fresh(url, page)) return page;
  }
  return undefined;
}

async function discard(path) {
  for (const name of await pageCaches()) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) if (new URL(request.url).pathname === path) await pages.delete(request);
  }
}

// The server says what may be kept, and whose it is; nothing of anybody else stays beside it.
async function keep(url, answer) {
  const whose = answer.headers.get("X-Keep");
  if (answer.status >= 500) return undefined; // says nothing about the page
  const { pathname, search } = new URL(url);
  if (!whose && search && answer.ok && !answer.redirected) return undefined; // nor does one that was asked something
  if (!whose || !answer.ok || answer.redirected) return discard(pathname);
  const wanted = `${PAGES} ${whose}`;
  for (const name of await pageCaches()) if (name !== wanted) await caches.delete(name);
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", String(Date.now()));
  const page = new Response(await answer.blob(), { status: 200, headers });
  return (await caches.open(wanted)).put(url, page);
}

async function visit(event) {
  const { url } = event.request;
  const asked = fetch(event.request).then((answer) => {
    const copy = answer.clone();
    event.waitUntil(keep(url, copy).catch(() => undefined));
    return answer;
  });
  asked.catch(() => undefined);
  const page = await kept(url);
  const late = page && new Promise((resolve) => setTimeout(() => resolve(page), PATIENCE));
  try {
    return await (late ? Promise.race([asked, late]) : asked);
  } catch (lost) {
    return page || (await standIn(url)) || (await caches.match(SHELL.offline)) || Response.error();
  }
}

async function file(request) {
  const found = await caches.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(FILES)).put(request, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  const leaving = request.method === "POST" ? pathname === SHELL.signOut : request.mode === "navigate" && pathname === SHELL.signIn;
  if (leaving) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (pathname.startsWith(SHELL.static)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(visit(event));
});

async function keepAll(urls) {
  await sweep();
  for (const url of urls.slice(0, SHELL.most)) {
    const full = new URL(url, self.location.origin).href;
    if (!(await kept(full))) await keep(full, await fetch(full, { credentials: "same-origin", redirect: "manual" }));
  }
}

// Something was sent: a kept list that still names it as due gives way to the one of now.
async function refresh() {
  for (const path of SHELL.daily) {
    const full = new URL(path, self.location.origin).href;
    if (await kept(full)) await keep(full, await fetch(full, { credentials: "same-origin", redirect: "manual" }));
  }
}

self.addEventListener("message", (event) => {
  const { data } = event;
  if (data.forget) event.waitUntil(forget());
  if (data.drop) event.waitUntil(discard(data.drop).then(refresh).catch(() => undefined));
  if (data.keep) event.waitUntil(keepAll(data.keep).catch(() => undefined));
});
