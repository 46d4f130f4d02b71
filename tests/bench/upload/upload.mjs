// Files over tus to our server and to @tus/server, each in a process of its own on the same disk: MB/s, and what of a processor it took.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fdatasyncSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { answer, input } from '../lib/bench.mjs';
import { Line, OURS } from '../lib/http.mjs';

const given = input();
const CHUNK = 1024 * 1024;
// The kernel counts a process's time in hundredths of a second.
const TICK = 0.01;

// A JPEG by its structure: our server looks into what it is given. `seed` decides every byte of its scan.
function jpeg(seed, length) {
  const head = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 90, 0, 70, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0];
  const bytes = Buffer.alloc(length);
  bytes.set(head);
  let word = Math.imul(seed, 2654435761) >>> 0;
  for (let at = head.length; at < length - 2; at++) {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    // Without the highest bit no marker can begin inside the scan.
    bytes[at] = (word >>> 24) & 0x7f;
  }
  bytes.set([0xff, 0xd9], length - 2);
  return bytes;
}

const base64 = (text) => Buffer.from(text).toString('base64');

// One file, piece by piece, each with its digest; both servers get the same requests.
async function upload(line, path, own, { bytes, sha256, digests }) {
  const tus = { 'tus-resumable': '1.0.0', ...own };
  const metadata = `filename ${base64('a.jpg')},filetype ${base64('image/jpeg')},sha256 ${base64(sha256)}`;
  const made = await line.ask('POST', path, { ...tus, 'upload-length': bytes.length, 'upload-metadata': metadata });
  const place = new URL(made.headers.location, line.url).pathname;
  for (let offset = 0, piece = 0; offset < bytes.length; offset += CHUNK, piece++) {
    const headers = { ...tus, 'upload-offset': offset, 'content-type': 'application/offset+octet-stream', 'upload-checksum': `sha256 ${digests[piece]}` };
    await line.ask('PATCH', place, headers, bytes.subarray(offset, offset + CHUNK));
  }
}

// Seconds of processor that a process has used.
function spent(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

// Sends every file, `streams` at a time; MB/s and seconds of processor a GB.
async function measure(url, path, pid, dress, files) {
  const line = new Line(url);
  const before = spent(pid);
  const began = performance.now();
  const waiting = [...files.entries()];
  const stream = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await upload(line, path, dress(next[0]), next[1]);
  };
  await Promise.all(Array.from({ length: given.streams }, stream));
  const seconds = (performance.now() - began) / 1000;
  line.close();
  const megabytes = files.reduce((sum, file) => sum + file.bytes.length, 0) / 1e6;
  return { rate: megabytes / seconds, processor: ((spent(pid) - before) / megabytes) * 1000 };
}

async function peer(kind, folder) {
  const child = spawn(process.execPath, ['upload/peer.mjs', kind, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (text) => resolve(Number(text)));
    child.once('exit', () => reject(new Error(`${kind} did not start`)));
  });
  return { child, url: `http://127.0.0.1:${port}` };
}

// What the disk itself does: pieces of the same size, each on the disk before the next is written.
function disk(folder, files) {
  const file = openSync(join(folder, 'raw'), 'w');
  const began = performance.now();
  let bytes = 0;
  for (const one of files) {
    for (let offset = 0; offset < one.bytes.length; offset += CHUNK) {
      bytes += writeSync(file, one.bytes.subarray(offset, offset + CHUNK));
      fdatasyncSync(file);
    }
  }
  closeSync(file);
  return bytes / 1e6 / ((performance.now() - began) / 1000);
}

const files = Array.from({ length: given.files }, (_, seed) => {
  const bytes = jpeg(seed + 1, given.bytes);
  const digests = [];
  for (let offset = 0; offset < bytes.length; offset += CHUNK) digests.push(createHash('sha256').update(bytes.subarray(offset, offset + CHUNK)).digest('base64'));
  return { bytes, digests, sha256: createHash('sha256').update(bytes).digest('hex') };
});
mkdirSync(given.folder, { recursive: true });
const folder = mkdtempSync(join(given.folder, 'upload-'));
try {
  const runs = { ours: [], plain: [], durable: [], disk: [] };
  // In turns, so that an hour of the machine counts for all of them.
  for (let run = 0; run < given.runs; run++) {
    const ours = new Line(given.url);
    // A phone may send so much in a day: several share the work.
    const tokens = await ours.phones(Math.ceil(given.files / given.each));
    ours.close();
    const { 'content-type': _, ...own } = OURS;
    const dress = (number) => ({ ...own, 'x-motcua-device': tokens[Math.floor(number / given.each)] });
    runs.ours.push(await measure(given.url, '/api/uploads', given.pid, dress, files));
    for (const kind of ['plain', 'durable']) {
      const own = join(folder, `${kind}-${run}`);
      mkdirSync(own);
      const { child, url } = await peer(kind, own);
      try {
        runs[kind].push(await measure(url, '/files', child.pid, () => ({}), files));
      } finally {
        child.kill();
        rmSync(own, { recursive: true, force: true });
      }
    }
    runs.disk.push(disk(folder, files));
  }
  answer(runs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
