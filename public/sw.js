// The service worker: the app and the public pages open without a network; nothing personal is ever kept here.
//
// xtask puts the list of the build in place of `build`: [address, SHA-256] of the first group (fetched before this worker
// counts as installed) and the later group (the whole app and the scanner, fetched when the page says it is idle). A new
// build waits until the page says so ({type: "skip-waiting"}, sent when the person presses the button): it never reloads under anyone.
// The build before stays until the new one has run ({type: "ran"}); one that fails to start ({type: "failed"}, lifeboat/boot.js)
// is mended, or the one before answers again.

const build = /*build*/ { version: "dev", pages: [], shell: [], later: [] } /*end*/;

const BUILD_PREFIX = "motcua-build-";
const BUILD_CACHE = BUILD_PREFIX + build.version;
// Survives updates, so that what was read stays readable. Count it up when a public answer changes its shape.
const PUBLIC_CACHE = "motcua-public-1";
const PUBLIC_LIMIT = 300;
const PATIENCE_MS = 3000;
const PUBLIC_API = /^\/api\/(office|procedures|reference|open)(\/|$)/;
// Pages for everybody that the server writes itself, and their style.
const PUBLIC_PAGES = /^\/cong-khai(\/|$)/;
const HASHED = /-[0-9a-f]{16}\.\w+$/;
// In each build's cache: what the build consists of, and that it did not start.
const FACTS = "/sw-build.json";
const FAILED = "/sw-failed";
// What the first page asked for before this worker was there.
const ALWAYS_USEFUL = ["/api/office", "/api/procedures", "/cong-khai", "/cong-khai/style.css"];

// In development (`trunk serve`) there is no list: the worker then stays out of the way.
const idle = build.version === "dev";

self.addEventListener("install", (event) => {
  if (!idle) event.waitUntil(install());
});

// Nothing is dropped here: this build has not run yet.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const message = event.data ?? {};
  if (message.type === "skip-waiting") self.skipWaiting();
  if (idle) return;
  if (message.type === "warm") event.waitUntil(warm(message.urls ?? []));
  if (message.type === "ran" && message.version === build.version) event.waitUntil(settle());
  if (message.type === "failed") {
    const answer = (mended) => event.ports[0]?.postMessage(mended);
    event.waitUntil(heal(message.version).then(answer, () => answer(false)));
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (idle || request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("range")) return;
  if (isPublic(url)) {
    event.respondWith(freshOrKept(event));
    return;
  }
  if (url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") {
    if (opensTheApp(url.pathname)) event.respondWith(shell(request));
    return;
  }
  if (HASHED.test(url.pathname) || inBuild(url.pathname)) event.respondWith(keptOrFetched(request, url.pathname));
});

// Only what everybody may read: no session, no dossier, no file.
function isPublic(url) {
  return PUBLIC_API.test(url.pathname) || PUBLIC_PAGES.test(url.pathname);
}

// The desk asks the server each time. An address with an ending is a file, not a page of the app; the dot in a procedure's
// code (`/tt/1.001193`) is followed by digits.
function opensTheApp(path) {
  return !/^\/(desk|healthz|readyz)(\/|$)/.test(path) && !/\.[a-z]\w*$/.test(path);
}

function inBuild(path) {
  return build.shell.some(([address]) => address === path) || build.later.some(([address]) => address === path);
}

// A phone that has the whole app gets the whole of the new build before it counts: an update never takes a form offline.
async function install() {
  const earlier = await earlierBuilds();
  const had = await Promise.all(earlier.map(({ cache, facts }) => cache.match(facts.later[0]?.[0] ?? FACTS)));
  await keepAll(had.some(Boolean) ? [...build.shell, ...build.later] : build.shell);
  const cache = await caches.open(BUILD_CACHE);
  await cache.put(FACTS, new Response(JSON.stringify(build)));
}

// Fetches each file that is not here yet, checks that it is the one this build was made with, and keeps it. A captive portal
// or a half-updated server fails the check; the install then fails as a whole, and the build before it goes on serving.
async function keepAll(list) {
  const cache = await caches.open(BUILD_CACHE);
  await Promise.all(
    list.map(async ([address, expected]) => {
      if (await cache.match(address)) return;
      const known = HASHED.test(address) ? await caches.match(address) : undefined;
      const response = known ?? (await fetch(address, { cache: "no-cache", credentials: "same-origin" }));
      if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
      const body = await response.arrayBuffer();
      if ((await sha256(body)) !== expected) throw new Error(`${address}: another content than this build's`);
      // The policy headers stay with the page; the transfer's own no longer apply to the unpacked body.
      const headers = new Headers(response.headers);
      headers.delete("content-encoding");
      headers.delete("content-length");
      await cache.put(address, new Response(body, { headers }));
    }),
  );
}

async function sha256(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The builds before this one, the newest first, with what they consist of.
async function earlierBuilds() {
  const names = (await caches.keys()).filter((name) => name.startsWith(BUILD_PREFIX));
  const own = names.indexOf(BUILD_CACHE);
  // Caches are listed as they were made: one behind our own is a newer build that waits.
  const before = (own < 0 ? names : names.slice(0, own)).reverse();
  const builds = await Promise.all(
    before.map(async (name) => {
      const cache = await caches.open(name);
      const facts = await cache.match(FACTS);
      return { name, cache, facts: facts ? await facts.json() : { pages: [], shell: [], later: [] } };
    }),
  );
  return builds;
}

// This build ran: those before it may go, but for one while a second tab may still run it and ask for its scanner.
async function settle() {
  const cache = await caches.open(BUILD_CACHE);
  await cache.delete(FAILED);
  const pages = await self.clients.matchAll({ type: "window" });
  const old = (await earlierBuilds()).slice(pages.length > 1 ? 1 : 0);
  await Promise.all(old.map(({ name }) => caches.delete(name)));
}

// This build did not start. What is damaged or gone is fetched anew; where nothing is, or it cannot be had, the build before
// answers until another comes. Says whether opening the page again can help.
async function heal(version) {
  if (version !== build.version) return false;
  const cache = await caches.open(BUILD_CACHE);
  let damaged = 0;
  for (const [address, expected] of [...build.shell, ...build.later]) {
    const kept = await cache.match(address);
    if (kept && (await sha256(await kept.arrayBuffer())) === expected) continue;
    if (kept) await cache.delete(address);
    // What is not here yet of the later group was never damaged.
    if (kept || build.shell.some(([own]) => own === address)) damaged += 1;
  }
  const whole = damaged > 0 && (await keepAll([...build.shell, ...build.later]).then(() => true, () => false));
  if (whole) return true;
  const before = (await earlierBuilds()).some(({ facts }) => facts.shell.length > 0);
  if (before) await cache.put(FAILED, new Response(""));
  return before;
}

// The page is idle: fetch the whole app and the scanner, and the public answers that it names or asked for before we were here.
async function warm(urls) {
  const cache = await caches.open(PUBLIC_CACHE);
  const wanted = [...ALWAYS_USEFUL, ...urls].map((address) => new URL(address, self.location.origin)).filter(isPublic);
  const answers = wanted.map(async (url) => {
    if (await cache.match(url)) return;
    const response = await fetch(url);
    if (response.ok) await cache.put(url, response);
  });
  await Promise.allSettled([keepAll(build.later), ...answers]);
}

// A page of the app: the kept shell of the program that has it if it is whole, then the network, then the build before.
async function shell(request) {
  const path = new URL(request.url).pathname;
  const cache = await caches.open(BUILD_CACHE);
  const usable = !(await cache.match(FAILED));
  const own = usable && (await sound(cache, build, path));
  if (own) return own;
  const fresh = usable && (await fetch(request).catch(() => undefined));
  if (fresh?.ok) return fresh;
  for (const earlier of await earlierBuilds()) {
    const kept = await sound(earlier.cache, earlier.facts, path);
    if (kept) return kept;
  }
  return fresh || (await cache.match(pageOf(build, path))) || fetch(request);
}

function pageOf(facts, path) {
  const owner = facts.pages.find(([start]) => path === start || path.startsWith(`${start}/`));
  return owner?.[1] ?? "/";
}

// The page of a kept build, if it is the one that the build was made with and all that it needs is here with it.
async function sound(cache, facts, path) {
  const address = pageOf(facts, path);
  const inShell = facts.shell.find(([own]) => own === address);
  const entry = inShell ?? facts.later.find(([own]) => own === address);
  if (!entry) return undefined;
  const here = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const needed = inShell ? facts.shell : [...facts.shell, ...facts.later];
  if (!needed.every(([own]) => here.has(own))) return undefined;
  const page = await cache.match(address);
  const body = await page?.clone().arrayBuffer();
  return body && (await sha256(body)) === entry[1] ? page : undefined;
}

// A file of a build: content never changes under its name.
async function keptOrFetched(request, path) {
  const cache = await caches.open(BUILD_CACHE);
  return (await cache.match(path)) ?? (await caches.match(path)) ?? fetch(request);
}

// A public answer: the network if it is there within three seconds, else what was kept; a late answer is still kept.
async function freshOrKept(event) {
  const cache = await caches.open(PUBLIC_CACHE);
  const fresh = fetch(event.request).then(async (response) => {
    if (response.ok) {
      await cache.put(event.request, response.clone());
      await trim(cache);
    }
    return response;
  });
  event.waitUntil(fresh.catch(() => undefined));
  const kept = await cache.match(event.request);
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  const usable = fresh.then((response) => (response.status >= 500 ? kept : response)).catch(() => kept);
  return Promise.race([usable, late]);
}

async function trim(cache) {
  const requests = await cache.keys();
  await Promise.all(requests.slice(0, Math.max(0, requests.length - PUBLIC_LIMIT)).map((request) => cache.delete(request)));
}
