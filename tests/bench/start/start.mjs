// How soon a form can be filled in on a slow phone and network: ours, Form.io, SurveyJS and plain HTML, cold and warm, by turns.
import { createServer, connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { answer, browser, input, percentile } from '../lib/bench.mjs';
import { fieldsOf } from './form.mjs';
import { servePeers } from './peers.mjs';

const { url, code, page: first, runs } = input();
const PROBE = readFileSync(new URL('probe.js', import.meta.url), 'utf8');
const NAME = 'Nguyen Thi Ut';
// "Slow 4G" of Chromium's DevTools, and a processor four times slower.
const NETWORK = { offline: false, latency: 150 * 3.75, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (0.75e6 / 8) * 0.9 };
const SLOWER = 4;
const PATIENCE = 90_000;
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'vi-VN' };

// Ours is reached through this, so that the network can be taken away from the page and its service worker alike.
async function wire(behind) {
  const target = new URL(behind);
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(Number(target.port), '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const cut = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return { url: `http://localhost:${server.address().port}`, cut };
}

async function slow(page, { network = true } = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Performance.enable');
  if (network) await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return session;
}

// Opens an address and measures until its own page stands there. `types`: a name is typed as soon as a box takes it, and has to be in
// the box that is there in the end.
async function measure(context, address, { types = true, network = true } = {}) {
  const page = await context.newPage();
  await page.addInitScript(PROBE);
  const session = await slow(page, { network });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  const before = await busy();
  await page.goto(address, { waitUntil: 'commit', timeout: PATIENCE });
  if (types) {
    await page.waitForFunction(() => window.__seen?.field > 0, null, { timeout: PATIENCE, polling: 50 });
    await page.keyboard.press('Control+A');
    await page.keyboard.type(NAME);
  }
  await page.waitForFunction(() => window.__seen?.program > 0, null, { timeout: PATIENCE, polling: 50 });
  // What is still to come of the same work: late styles, the store of the phone.
  await page.waitForTimeout(500);
  if (types) {
    const value = await page.evaluate(() => document.activeElement?.value);
    if (value !== NAME) throw new Error(`${address}: ${NAME} was typed, the field holds ${JSON.stringify(value)}`);
  }
  const seen = await page.evaluate(() => window.__seen);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
  const main = (await busy()) - before;
  await page.close();
  return { bytes, paint, ...seen, main };
}

async function fresh(chrome) {
  return await chrome.newContext(PHONE);
}

const medians = (all) => Object.fromEntries(Object.keys(all[0]).map((key) => [key, percentile(all.map((one) => one[key]), 0.5)]));

// A visit before, without hurry, until the phone has kept what it keeps; `kept`: an answer of the API that has to be among it.
async function prime(context, address, kept) {
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector('input'), null, { timeout: PATIENCE });
  if (kept) {
    await page.waitForFunction(async (answer) => {
      const names = [];
      for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) names.push(new URL(url).pathname);
      return ['/app.html', '/api/office', answer].every((path) => names.includes(path));
    }, kept, { timeout: PATIENCE, polling: 200 });
  }
  await page.close();
}

const bundle = await (await fetch(`${url}/api/procedures/${code}`)).json();
const peers = await servePeers(fieldsOf(bundle));
const ours = await wire(url);
const chrome = await browser();
const pages = [
  { name: 'form', address: `${ours.url}/nop/${code}/bat-dau/${first}`, kept: `/api/procedures/${code}` },
  { name: 'procedure', address: `${ours.url}/tt/${code}`, kept: `/api/procedures/${code}`, types: false },
  { name: 'home', address: `${ours.url}/`, kept: '/api/procedures' },
  { name: 'survey', address: `${peers.url}/survey` },
  { name: 'formio', address: `${peers.url}/formio` },
  { name: 'plain', address: `${peers.url}/plain` },
];
const results = {};
try {
  for (const { address, types } of pages) {
    // Not counted: what the browser does once.
    const context = await fresh(chrome);
    await measure(context, address, { types });
    await context.close();
  }
  const cold = Object.fromEntries(pages.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const { name, address, types } of pages) {
      const context = await fresh(chrome);
      cold[name].push(await measure(context, address, { types }));
      await context.close();
    }
    console.log(`cold ${run + 1} of ${runs}`);
  }
  const warm = {};
  const contexts = [];
  for (const { name, address, kept, types } of pages) {
    const context = await fresh(chrome);
    await prime(context, address, kept);
    warm[name] = [];
    for (let run = 0; run < runs; run++) warm[name].push(await measure(context, address, { types }));
    if (kept) contexts.push({ name, context, address, types });
    else await context.close();
  }
  console.log('warm');
  ours.cut();
  const offline = {};
  for (const { name, context, address, types } of contexts) {
    offline[name] = [];
    for (let run = 0; run < runs; run++) offline[name].push(await measure(context, address, { types, network: false }));
    await context.close();
  }
  console.log('offline');
  for (const [state, all] of Object.entries({ cold, warm, offline })) {
    results[state] = Object.fromEntries(Object.entries(all).map(([name, list]) => [name, medians(list)]));
  }
} finally {
  await chrome.close();
  ours.cut();
  peers.end();
}
answer(results);
