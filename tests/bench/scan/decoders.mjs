// Runs in the page: every decoder behind the same call, `read(picture) -> texts`, and the loop of a camera around each.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { scanImageData } from '@undecaf/zbar-wasm';
import { Html5Qrcode } from 'html5-qrcode';
import jsQR from 'jsqr';
import QrScanner from 'qr-scanner';
import decodeQR from 'qr/decode.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

// Ours: the scanner worker of the release build, spoken to as the app does.
class Ours {
  #worker;
  #waiting = new Map();
  #next = 0;
  late = [];

  async start(address) {
    this.#worker = new Worker(address);
    const ready = new Promise((done) => (this.#waiting.set('ready', done)));
    this.#worker.onmessage = ({ data }) => {
      if (data.late) this.late.push(...data.texts);
      else this.#waiting.get(data.ready ? 'ready' : data.id)?.(data);
    };
    await ready;
  }

  async read(kind, { width, height, data }) {
    const id = this.#next++;
    const rgba = data.buffer;
    const answer = new Promise((done) => this.#waiting.set(id, done));
    this.#worker.postMessage({ id, kind, width, height, rgba }, [rgba]);
    const found = await answer;
    this.#waiting.delete(id);
    return found.texts;
  }

  end() {
    this.#worker.terminate();
  }
}

const canvas = document.createElement('canvas');
const context = canvas.getContext('2d', { willReadFrequently: true });

// Decoders that take a canvas: drawing it is not their time.
function drawn(picture) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  context.putImageData(picture, 0, 0);
  return canvas;
}

let ours;
let html5;
let detector;
const decoders = {
  motcua: { read: (picture) => ours.read('still', picture) },
  'zxing-wasm': {
    read: async (picture) => (await readBarcodes(picture, { formats: ['QRCode'] })).filter((r) => r.isValid).map((r) => r.text),
  },
  jsqr: {
    read: (picture) => {
      const found = jsQR(picture.data, picture.width, picture.height);
      return found ? [utf8.decode(Uint8Array.from(found.binaryData))] : [];
    },
  },
  'qr-scanner': { prepare: drawn, read: async (at) => [(await QrScanner.scanImage(at, { returnDetailedScanResult: true })).data] },
  'html5-qrcode': { prepare: drawn, read: async (at) => [(await html5.qrcode.decodeAsync(at)).text] },
  'zbar-wasm': { read: async (picture) => (await scanImageData(picture)).map((symbol) => symbol.decode()) },
  qr: { read: (picture) => [decodeQR(picture)] },
  BarcodeDetector: { prepare: drawn, read: async (at) => (await detector.detect(at)).map((found) => found.rawValue) },
};

// One decoder on one picture: its texts and its time. A decoder that throws found nothing.
async function timed(name, picture) {
  const { prepare, read } = decoders[name];
  const own = new ImageData(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  const given = prepare ? prepare(own) : own;
  const began = performance.now();
  let texts = [];
  try {
    texts = await read(given);
  } catch {
    texts = [];
  }
  return { texts, ms: performance.now() - began };
}

// A grey PGM of ours, or any picture that the browser opens, at most so long.
async function picture(url, longest) {
  const blob = await (await fetch(url)).blob();
  if (url.endsWith('.pgm')) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const head = new TextDecoder().decode(bytes.subarray(0, 32)).split('\n');
    const [width, height] = head[1].split(' ').map(Number);
    const grey = bytes.subarray(bytes.length - width * height);
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < grey.length; i++) pixels[i] = 0xff000000 | (grey[i] * 0x10101);
    return image;
  }
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

window.bench = {
  // Starts what has to be started and answers who takes part.
  async start(worker) {
    ours = new Ours();
    await ours.start(worker);
    await prepareZXingModule({ overrides: { locateFile: (name) => `/peers/${name}` }, fireImmediately: true });
    QrScanner._disableBarcodeDetector = true;
    html5 = new Html5Qrcode('html5-qrcode', { formatsToSupport: [0], useBarCodeDetectorIfSupported: false, verbose: false });
    const formats = 'BarcodeDetector' in window ? await BarcodeDetector.getSupportedFormats() : [];
    if (formats.includes('qr_code')) detector = new BarcodeDetector({ formats: ['qr_code'] });
    return Object.keys(decoders).filter((name) => name !== 'BarcodeDetector' || detector);
  },

  // All decoders on one picture.
  async image(url, names, longest) {
    const shown = await picture(url, longest);
    const results = {};
    for (const name of names) results[name] = await timed(name, shown);
    return results;
  },

  // Ours as a camera that stands still: frame by frame until the text is there.
  async live(url, wanted) {
    const shown = await picture(url, 4096);
    const times = [];
    ours.late = [];
    for (let frame = 0; frame < 8; frame++) {
      const own = new ImageData(new Uint8ClampedArray(shown.data), shown.width, shown.height);
      const began = performance.now();
      const texts = await ours.read('live', own);
      times.push(performance.now() - began);
      if (texts.concat(ours.late).includes(wanted)) return { times, read: true };
      await pause(60);
    }
    return { times, read: ours.late.includes(wanted) };
  },

  // From the first frame of a camera to the right text, in milliseconds; nothing after `patience`. Ours pauses between two frames as the
  // app does; the others take the next frame at once.
  async camera(name, wanted, patience) {
    const media = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = media;
    await video.play();
    const began = performance.now();
    const frame = document.createElement('canvas');
    frame.width = video.videoWidth;
    frame.height = video.videoHeight;
    const pen = frame.getContext('2d', { willReadFrequently: true });
    let answer = null;
    ours.late = [];
    while (performance.now() - began < patience) {
      pen.drawImage(video, 0, 0);
      const image = pen.getImageData(0, 0, frame.width, frame.height);
      const texts =
        name === 'motcua' ? (await ours.read('live', image)).concat(ours.late) : (await timed(name, image)).texts;
      if (texts.includes(wanted)) {
        answer = performance.now() - began;
        break;
      }
      await pause(name === 'motcua' ? 120 : 0);
    }
    media.getTracks().forEach((track) => track.stop());
    return answer;
  },
};
