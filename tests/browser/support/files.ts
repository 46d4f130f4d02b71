// Files as phones have them, and as nobody should send them: made here, byte by byte, of no real paper.
import type { Page } from '@playwright/test';
import { deflateSync } from 'node:zlib';

export type Upload = { name: string; mimeType: string; buffer: Buffer };

// A photographed page: drawn by the browser, landscape pixels that EXIF says to turn upright, with a GPS position.
export async function photo(page: Page, name: string, width = 1600, height = 1200): Promise<Upload> {
  const base64 = await page.evaluate(
    async ([w, h, label]) => {
      const canvas = document.createElement('canvas');
      canvas.width = w as number;
      canvas.height = h as number;
      const pen = canvas.getContext('2d')!;
      pen.fillStyle = '#f4f1e8';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = '#222';
      pen.font = '64px sans-serif';
      // The camera lay on its side: what is written stands upright once EXIF's quarter turn is made.
      pen.translate(0, canvas.height);
      pen.rotate(-Math.PI / 2);
      pen.fillText(label as string, 100, 120);
      // Lines that differ, as those of a paper do.
      const words = 'ngày tháng năm sinh của người mẹ đã đến khám tại bệnh viện lúc giờ phút cân nặng gam họ và tên khoa sản nơi cư trú'.split(' ');
      for (let line = 1; line < 16; line++) pen.fillText(Array.from({ length: 6 }, (_, at) => words[(line * 7 + at * 5) % words.length]).join(' '), 60 + (line % 3) * 40, 120 + line * 90, 1080);
      const blob = await new Promise<Blob>((done) => canvas.toBlob((made) => done(made!), 'image/jpeg', 0.9));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [width, height, name] as const,
  );
  return { name, mimeType: 'image/jpeg', buffer: withExif(Buffer.from(base64, 'base64')) };
}

// Puts an APP1 segment with orientation 6 (turn 90 degrees clockwise) and a GPS latitude after the start of the image.
function withExif(jpeg: Buffer): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + 2 + 12 + 4 + 24);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  entry(10, 0x0112, 3, 1, 6);
  entry(22, 0x8825, 4, 1, 38);
  tiff.writeUInt16LE(1, 38);
  entry(40, 0x0002, 5, 3, 56);
  [10, 1, 27, 1, 30, 1].forEach((number, index) => tiff.writeUInt32LE(number, 56 + index * 4));
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

// A PDF with so many empty pages.
export function pdf(name: string, pages: number): Upload {
  const objects: string[] = ['<< /Type /Catalog /Pages 2 0 R >>'];
  const kids = Array.from({ length: pages }, (_, index) => `${index + 3} 0 R`).join(' ');
  objects.push(`<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`);
  for (let page = 0; page < pages; page++) objects.push('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>');
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(text, 'latin1') };
}

const html = Buffer.from('<!doctype html><script>alert(1)</script>');
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

// Each with the code that it is refused with.
export async function badFiles(page: Page): Promise<[string, Upload][]> {
  const whole = await photo(page, 'cut');
  return [
    ['file_empty', { name: 'rong.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }],
    ['file_type_not_allowed', { name: 'trang.jpg', mimeType: 'image/jpeg', buffer: html }],
    ['file_type_not_allowed', { name: 'hinh.svg', mimeType: 'image/svg+xml', buffer: svg }],
    ['file_type_not_allowed', { name: 'nen.zip', mimeType: 'application/zip', buffer: Buffer.concat([Buffer.from('PK\x03\x04'), deflateSync('x')]) }],
    ['file_damaged', { name: 'cut.jpg', mimeType: 'image/jpeg', buffer: whole.buffer.subarray(0, whole.buffer.length >> 1) }],
    ['file_too_large', { name: 'lon.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([pdf('x', 1).buffer, Buffer.alloc(21 * 1024 * 1024, 32)]) }],
    ['pdf_too_many_pages', pdf('day.pdf', 300)],
  ];
}
