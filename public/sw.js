// The service worker: the app and the public pages open without a network; nothing personal is ever kept here.
//
// xtask puts the list of the build in place of `build`: [address, SHA-256] of the first group (fetched before this worker
// counts as installed) and the later group (the whole app and the scanner, fetched when the page says it is idle). A new
// build waits until the page says so ({type: "skip-waiting"}, sent when the person presses the button): it never reloads under anyone.

const build = /*build*/ { version: "dev", pages: [], shell: [], later: [] } /*end*/;

const BUILD_PREFIX = "motcua-build-";
const BUILD_CACHE = BUILD_PREFIX + build.version;
// Survives updates, so that what was read stays readable. Count it up when a public answer changes its shape.
const PUBLIC_CACHE = "motcua-public-1";
const PUBLIC_LIMIT = 300;
const PATIENCE_MS = 3000;
const PUBLIC_API = /^\/api\/(office|procedures|reference)(\/|$)/;
const HASHED = /-[0-9a-f]{16}\.\w+$/;
// What the first page asked for before this worker was there.
const ALWAYS_USEFUL = ["/api/office", "/api/procedures"];

// In development (`trunk serve`) there is no list: the worker then stays out of the way.
const idle = build.version === "dev";

self.addEventListener("install", (event) => {
  if (!idle) event.waitUntil(keepAll(build.shell));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldBuilds().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const message = event.data ?? {};
  if (message.type === "skip-waiting") self.skipWaiting();
  if (message.type === "warm" && !idle) event.waitUntil(warm(message.urls ?? []));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (idle || request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("range")) return;
  if (url.pathname.startsWith("/api/")) {
    if (isPublic(url)) event.respondWith(freshOrKept(event));
    return;
  }
  if (request.mode === "navigate") {
    if (opensTheApp(url.pathname)) event.respondWith(shell(request));
    return;
  }
  if (HASHED.test(url.pathname) || inBuild(url.pathname)) event.respondWith(keptOrFetched(request, url.pathname));
});

// Only what everybody may read: no session, no dossier, no file.
function isPublic(url) {
  return PUBLIC_API.test(url.pathname);
}

// The desk asks the server each time. An address with an ending is a file, not a page of the app; the dot in a procedure's
// code (`/tt/1.001193`) is followed by digits.
function opensTheApp(path) {
  return !/^\/(desk|healthz|readyz)(\/|$)/.test(path) && !/\.[a-z]\w*$/.test(path);
}

function inBuild(path) {
  return build.shell.some(([address]) => address === path) || build.later.some(([address]) => address === path);
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

// The build before this one stays: a second tab may still run it and ask for its scanner.
async function dropOldBuilds() {
  const others = (await caches.keys()).filter((name) => name.startsWith(BUILD_PREFIX) && name !== BUILD_CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
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

// A page of the app: the kept shell of the program that has it, or the network where it is not here.
async function shell(request) {
  const cache = await caches.open(BUILD_CACHE);
  const path = new URL(request.url).pathname;
  const owner = build.pages.find(([start]) => path === start || path.startsWith(`${start}/`));
  return (await cache.match(owner?.[1] ?? "/")) ?? fetch(request);
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
