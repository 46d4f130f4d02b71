// In the browser: makes the photos, runs ours and the peers on them, and times the whole way from the file to the JPEG.
/* global imageCompression, jscanify, cv */
const LONGEST = 2339;
const MEGABYTE = 1;
const photos = new Map();
let worker;
let address;
let next = 0;
let tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });

function ask(message, transfer = []) {
  const id = ++next;
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', function heard({ data }) {
      if (data.id !== id) return;
      worker.removeEventListener('message', heard);
      if (data.error) reject(new Error(data.error));
      else resolve(data);
    });
    worker.postMessage({ ...message, id }, transfer);
  });
}

async function start() {
  worker?.terminate();
  worker = new Worker(address);
  await new Promise((ready, failed) => {
    worker.addEventListener('message', ready, { once: true });
    worker.addEventListener('error', (event) => failed(new Error(event.message)), { once: true });
  });
}

window.begin = async (name) => {
  address = name;
  await start();
};

window.rest = start;

async function grey({ name, width, height }) {
  const levels = new Uint8Array(await (await fetch(`/pages/${name}`)).arrayBuffer());
  const pixels = new Uint32Array(width * height);
  // Paper is a little warmer than the table.
  for (let at = 0; at < levels.length; at++) pixels[at] = 0xff000000 | ((levels[at] * 0.94) << 16) | ((levels[at] * 0.98) << 8) | levels[at];
  return new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
}

async function toJpeg(canvas, quality) {
  return await new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
}

function canvasOf(width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

// A photo as a phone held upright has it: the pixels lie on their side, and EXIF says so.
window.prepare = async (facts) => {
  const flat = canvasOf(facts.width, facts.height);
  flat.getContext('2d').putImageData(await grey(facts), 0, 0);
  const blob = await toJpeg(flat, 0.93);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const tiff = [73, 73, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
  const exif = [0xff, 0xe1, 0, tiff.length + 8, 69, 120, 105, 102, 0, 0, ...tiff];
  const file = new File([bytes.subarray(0, 2), new Uint8Array(exif), bytes.subarray(2)], 'photo.jpg', { type: 'image/jpeg' });
  photos.set(facts.name, file);
  return file.size;
};

const ways = {
  async ours(file) {
    const made = await ask({ kind: 'make', blob: file, tone: 'colour', turn: 0, whole: false, plain: false, mark: '' });
    return made.jpeg.byteLength;
  },
  async bic(file) {
    return (await imageCompression(file, { maxSizeMB: MEGABYTE, useWebWorker: true, libURL: new URL('/bic.js', location.href).href })).size;
  },
  async bic_small(file) {
    const options = { maxSizeMB: MEGABYTE, maxWidthOrHeight: LONGEST, useWebWorker: true, libURL: new URL('/bic.js', location.href).href };
    return (await imageCompression(file, options)).size;
  },
  async canvas(file) {
    const bitmap = await createImageBitmap(file);
    const scale = LONGEST / Math.max(bitmap.width, bitmap.height);
    const canvas = canvasOf(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return (await toJpeg(canvas, 0.82)).size;
  },
};

window.photo = async (name, kind) => {
  const file = photos.get(name);
  await new Promise((done) => setTimeout(done, 100));
  tasks = [];
  const began = performance.now();
  const bytes = await ways[kind](file);
  const ms = performance.now() - began;
  await new Promise((done) => setTimeout(done, 100));
  return { ms, bytes, task: Math.max(0, ...tasks) };
};

let opencv;
function ready() {
  opencv ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = '/opencv.js';
    script.onload = async () => {
      if (cv instanceof Promise) window.cv = await cv;
      else if (!cv.Mat) await new Promise((begun) => (cv.onRuntimeInitialized = begun));
      done();
    };
    script.onerror = failed;
    document.head.append(script);
  });
  return opencv;
}

// Where ours and jscanify see the corners of a page, clockwise, in pixels.
window.corners = async (facts) => {
  await ready();
  const canvas = canvasOf(facts.width, facts.height);
  canvas.getContext('2d').putImageData(await grey(facts), 0, 0);
  const blob = await toJpeg(canvas, 0.93);
  const made = await ask({ kind: 'make', blob, tone: 'colour', turn: 0, whole: false, plain: false, mark: '' });
  const ours = made.corners && [0, 2, 4, 6].map((at) => [made.corners[at] * facts.width, made.corners[at + 1] * facts.height]);
  let theirs = null;
  const image = cv.imread(canvas);
  try {
    const scanner = new jscanify();
    const contour = scanner.findPaperContour(image);
    if (contour) {
      const { topLeftCorner: a, topRightCorner: b, bottomRightCorner: c, bottomLeftCorner: d } = scanner.getCornerPoints(contour);
      if (a && b && c && d) theirs = [a, b, c, d].map(({ x, y }) => [x, y]);
      contour.delete?.();
    }
  } finally {
    image.delete();
  }
  return { ours, jscanify: theirs };
};
