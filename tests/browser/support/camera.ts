// What the fake camera sees: Chromium plays one file, and that file is replaced before the camera opens.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createHash } from 'node:crypto';

const root = resolve(import.meta.dirname, '../../..');
const videos = join(root, 'target/test-videos');

// A video of this text as a QR code, moving a little; made once for each text.
export function videoOf(text: string): string {
  return made(createHash('sha256').update(text).digest('hex').slice(0, 16), [text, '--seconds', '2']);
}

function made(name: string, options: string[]): string {
  mkdirSync(videos, { recursive: true });
  const file = join(videos, `${name}.y4m`);
  if (!existsSync(file)) {
    const tool = process.env.MOTCUA_MAKE_VIDEO;
    const args = [file, ...options];
    if (tool) execFileSync(tool, args);
    else execFileSync('cargo', ['run', '--quiet', '-p', 'motcua-vision', '--example', 'make_video', '--', ...args], { cwd: root });
  }
  return file;
}

// A video of a sheet of paper on a table.
export type Hold = 'still' | 'blurred' | 'cut';
export function paperVideo(hold: Hold, seed: number): string {
  return made(`paper-${hold}-${seed}`, ['--paper', hold, String(seed)]);
}

export class Camera {
  readonly file = join(mkdtempSync(join(tmpdir(), 'motcua-camera-')), 'camera.y4m');

  // From the next time the camera opens, it sees this text.
  show(text: string): void {
    copyFileSync(videoOf(text), this.file);
  }

  // From the next time the camera opens, it sees the inside of a pocket.
  cover(): void {
    const [width, height] = [640, 480];
    const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(width * height, 18), Buffer.alloc((width * height) / 2, 128)]);
    const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
    writeFileSync(this.file, Buffer.concat([head, ...Array<Buffer>(10).fill(frame)]));
  }

  // From the next time the camera opens, it sees this sheet.
  showPaper(hold: Hold, seed = 1): void {
    copyFileSync(paperVideo(hold, seed), this.file);
  }
}

// A made-up person; the number's parts agree with the birth date and the sex.
export const CARD = '087195012345|341234567|NGUYỄN THỊ ÚT|15081995|Nữ|Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021';
// The same with a sex that its number contradicts.
export const CONTRADICTING_CARD = '087095012345||TRẦN THỊ HOA|15081995|Nữ|Số 5, Khóm 1, Mỹ Trà, Đồng Tháp|25052021';
export const BROKEN_CARD = '087195012345|341234567|NGUYỄN THỊ ÚT|15131995|Nữ|Số 12, Khóm 3|25052021';
