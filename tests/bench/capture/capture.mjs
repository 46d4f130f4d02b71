// Photos and pictures of pages through our worker and the peers, one after the other, in the same page of the same Chromium.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { answer, browser, input, percentile } from '../lib/bench.mjs';

const { dist, pages } = input();
const truth = JSON.parse(readFileSync(join(pages, 'truth.json'), 'utf8'));
const modules = join(import.meta.dirname, '../node_modules');
const worker = readdirSync(dist).find((name) => /^capture-\w+\.js$/.test(name));
if (!worker) throw new Error('the build has no capture worker');

const files = {
  '/': join(import.meta.dirname, 'page.html'),
  '/page.js': join(import.meta.dirname, 'page.js'),
  '/bic.js': join(modules, 'browser-image-compression/dist/browser-image-compression.js'),
  '/opencv.js': join(modules, '@techstark/opencv-js/dist/opencv.js'),
  '/jscanify.js': join(modules, 'jscanify/src/jscanify.js'),
};
const types = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' };
const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://x').pathname;
  const file = files[path] ?? (path.startsWith('/pages/') ? join(pages, path.slice(7)) : join(dist, path.slice(1)));
  try {
    const body = readFileSync(file);
    response.writeHead(200, { 'content-type': types[file.split('.').pop()] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const url = `http://localhost:${server.address().port}/`;

const chrome = await browser('--disable-gpu', '--js-flags=--expose-gc');
const page = await chrome.newPage();
page.on('pageerror', (error) => console.error(String(error)));
await page.goto(url);
await page.evaluate((name) => window.begin(name), `/${worker}`);

// The highest resident memory of the page's process while something runs, above what it was before; Linux only.
async function memory(run) {
  const session = await chrome.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const ids = processInfo.filter((one) => one.type === 'renderer').map((one) => one.id);
  const kilobytes = (id, name) => {
    const line = readFileSync(`/proc/${id}/status`, 'utf8').split('\n').find((text) => text.startsWith(name));
    return Number(line?.split(/\s+/)[1] ?? 0);
  };
  try {
    const before = ids.map((id) => {
      writeFileSync(`/proc/${id}/clear_refs`, '5');
      return kilobytes(id, 'VmRSS:');
    });
    await run();
    return Math.max(...ids.map((id, at) => kilobytes(id, 'VmHWM:') - before[at])) * 1024;
  } catch (error) {
    console.error(`memory was not measured: ${error}`);
    return null;
  }
}

const median = (values) => percentile(values, 0.5);
const large = truth.filter((one) => one.set === 'large');
const small = truth.filter((one) => one.set === 'small');
const kinds = ['ours', 'bic', 'bic_small', 'canvas'];

// Each once before anything counts: programs are loaded and warm.
const bytes = [];
for (const one of large) bytes.push(await page.evaluate((facts) => window.prepare(facts), one));
for (const kind of kinds) await page.evaluate(([name, kind]) => window.photo(name, kind), [large[0].name, kind]);
const photo = {};
for (const kind of kinds) photo[kind] = [];
for (const one of large) {
  for (const kind of kinds) {
    const run = await page.evaluate(([name, kind]) => window.photo(name, kind), [one.name, kind]);
    if (kind !== 'canvas' && run.bytes > 1_048_576) console.error(`${kind}: ${run.bytes} bytes for ${one.name}`);
    photo[kind].push(run);
  }
}
for (const kind of kinds) {
  const runs = photo[kind];
  photo[kind] = {
    ms: median(runs.map((run) => run.ms)),
    bytes: median(runs.map((run) => run.bytes)),
    task: Math.max(...runs.map((run) => run.task)),
  };
}
const one = large[0].name;
const peak = {};
for (const kind of ['ours', 'bic']) {
  await page.evaluate(() => window.rest());
  peak[kind] = await memory(() => page.evaluate(([name, kind]) => window.photo(name, kind), [one, kind]));
}

const off = { ours: [], jscanify: [] };
const grades = {};
for (const facts of small) {
  const found = await page.evaluate((facts) => window.corners(facts), facts);
  const diagonal = Math.hypot(facts.width, facts.height);
  grades[facts.grade] ??= { ours: [], jscanify: [] };
  for (const kind of ['ours', 'jscanify']) {
    // What was not found is as far off as can be.
    const worst = found[kind] ? distance(found[kind], facts.corners) : diagonal;
    off[kind].push(worst);
    grades[facts.grade][kind].push(worst <= diagonal / 100);
  }
}
await chrome.close();
server.close();

const share = (list) => (100 * list.filter(Boolean).length) / list.length;
const diagonal = Math.hypot(small[0].width, small[0].height);
const corners = {};
for (const kind of ['ours', 'jscanify']) {
  const list = off[kind];
  corners[kind] = { right: share(list.map((px) => px <= diagonal / 100)), median: median(list), p95: percentile(list, 0.95) };
}
for (const grade of Object.values(grades)) for (const kind of Object.keys(grade)) grade[kind] = share(grade[kind]);
const memoryFound = peak.ours === null || peak.bic === null ? {} : { memory: peak };
answer({
  photo,
  corners,
  grades,
  ...memoryFound,
  photos: large.length,
  pictures: small.length,
  input_bytes: bytes.reduce((sum, size) => sum + size, 0) / bytes.length,
});

// The largest distance of a corner from the true one; both go round clockwise, from whichever corner they begin.
function distance(found, corners) {
  const from = (start) =>
    Math.max(...corners.map(([x, y], at) => Math.hypot(found[(at + start) % 4][0] - x, found[(at + start) % 4][1] - y)));
  return Math.min(...[0, 1, 2, 3].map(from));
}
