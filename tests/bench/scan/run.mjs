// The scan bench: every decoder on the same pictures and the same camera film in the same Chromium. Answers what each read and how long it took.
import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { answer, browser, input, percentile } from '../lib/bench.mjs';

const OURS = 'motcua';
const given = input();
const here = import.meta.dirname;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.png': 'image/png', '.jpg': 'image/jpeg' };

const bundle = await build({
  entryPoints: [join(here, 'decoders.mjs')], bundle: true, write: false, format: 'iife', minify: true,
  conditions: ['zbar-inlined'], logLevel: 'error',
});
const script = bundle.outputFiles[0].contents;

// Where each first part of an address leads.
const roots = { images: given.images, foreign: given.foreign?.folder, peers: join(here, '../node_modules/zxing-wasm/dist/reader') };
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  if (path === '/decoders.js') return response.setHeader('content-type', 'text/javascript').end(script);
  const [, first, ...rest] = path.split('/');
  const file = roots[first] ? join(roots[first], normalize('/' + rest.join('/'))) : path === '/' ? join(here, 'page.html') : join(given.dist, normalize(path));
  if (!existsSync(file)) return response.writeHead(404).end();
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const url = `http://localhost:${server.address().port}/`;
const worker = '/' + readdirSync(given.dist).find((name) => /^scanner-[0-9a-f]+\.js$/.test(name));

async function page(chromium) {
  const page = await (await chromium.newContext({ permissions: ['camera'] })).newPage();
  page.on('pageerror', (error) => console.error('page:', error.message));
  await page.goto(url);
  const names = await page.evaluate((address) => window.bench.start(address), worker);
  return { page, names };
}

// What one decoder did over some pictures.
function summed(list) {
  const times = list.map((one) => one.ms);
  const count = (what) => list.filter((one) => one.outcome === what).length;
  return {
    count: list.length, right: count('right'), wrong: count('wrong'), missed: count('missed'),
    median: percentile(times, 0.5), p95: percentile(times, 0.95),
  };
}

// A wrong text weighs more than a right one beside it.
function judged(texts, { wanted, also }) {
  if (texts.some((text) => text !== wanted && !(also ?? []).includes(text))) return 'wrong';
  return wanted !== null && texts.includes(wanted) ? 'right' : 'missed';
}

function truth() {
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const own = given.folders.flatMap((folder) =>
    read(join(given.images, folder, 'truth.json')).map((entry) => ({ ...entry, url: `/images/${folder}/${entry.file}`, size: folder })),
  );
  const foreign = given.foreign ? Object.entries(read(given.foreign.truth)) : [];
  const others = foreign.map(([file, wanted]) => ({
    url: '/foreign/' + file.split('/').map(encodeURIComponent).join('/'), size: 'images', wanted, also: [],
    set: file.includes('/') ? file.split('/')[0] : 'images',
  }));
  return own.concat(others);
}

async function pictures() {
  const chromium = await browser();
  const { page: shown, names } = await page(chromium);
  const list = truth();
  // The first calls compile: not anybody's time.
  for (let i = 0; i < 3; i++) await shown.evaluate(([at, who]) => window.bench.image(at, who, 1920), [list[0].url, names]);
  const seen = [];
  const live = [];
  for (const [index, entry] of list.entries()) {
    // Pictures without a code are many, and asked of ours alone unless there is time.
    const who = entry.set === 'decoy' && !given.long ? [OURS] : names;
    const results = await shown.evaluate(([at, who]) => window.bench.image(at, who, 1920), [entry.url, who]);
    for (const name of who) seen.push({ name, set: entry.set, size: entry.size, outcome: judged(results[name].texts, entry), ms: results[name].ms });
    if (entry.size === '720' && entry.set !== 'decoy') {
      live.push(await shown.evaluate(([at, wanted]) => window.bench.live(at, wanted), [entry.url, entry.wanted]));
    }
    if (index % 50 === 49) console.log(`    ${index + 1} of ${list.length} pictures`);
  }
  await chromium.close();
  const group = (key) => Object.fromEntries([...new Set(seen.map(key))].map((name) => [name, seen.filter((one) => key(one) === name)]));
  const byName = (list) => Object.fromEntries(names.map((name) => [name, list.filter((one) => one.name === name)]).filter(([, own]) => own.length).map(([name, own]) => [name, summed(own)]));
  const codes = seen.filter((one) => one.set !== 'decoy' && one.size !== 'images');
  const times = live.flatMap((one) => one.times);
  return {
    names,
    all: byName(codes),
    sizes: Object.fromEntries(Object.entries(group((one) => one.size)).map(([size, list]) => [size, byName(list.filter((one) => one.set !== 'decoy'))])),
    sets: Object.fromEntries(Object.entries(group((one) => one.set)).map(([set, list]) => [set, byName(list)])),
    live: { read: (100 * live.filter((one) => one.read).length) / Math.max(1, live.length), median: percentile(times, 0.5), p95: percentile(times, 0.95) },
  };
}

// Each decoder in front of the same film, from its first frame.
async function camera(names) {
  const flags = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${given.film.file}`];
  const chromium = await browser(...flags);
  const { page: shown } = await page(chromium);
  const times = {};
  for (let run = 0; run < given.runs; run++) {
    for (const name of names) {
      const ms = await shown.evaluate(([name, wanted]) => window.bench.camera(name, wanted, 10_000), [name, given.film.text]);
      (times[name] ??= []).push(ms);
    }
  }
  await chromium.close();
  // Not read within the patience counts as the patience.
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, percentile(list.map((ms) => ms ?? 10_000), 0.5)]));
}

const result = await pictures();
console.log('    the camera');
result.camera = await camera(result.names);
server.close();
answer(result);
