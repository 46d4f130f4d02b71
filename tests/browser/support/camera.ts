// What the fake camera sees: Chromium plays one file, and that file is replaced before the camera opens.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createHash } from 'node:crypto';

const root = resolve(import.meta.dirname, '../../..');
const videos = join(root, 'target/test-videos');

// A video of this text as a QR code, moving a little; made once for each text.
export function videoOf(text: string): string {
  mkdirSync(videos, { recursive: true });
  const file = join(videos, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.y4m`);
  if (!existsSync(file)) {
    const tool = process.env.MOTCUA_MAKE_VIDEO;
    const args = [file, text, '--seconds', '2'];
    if (tool) execFileSync(tool, args);
    else execFileSync('cargo', ['run', '--quiet', '-p', 'motcua-vision', '--example', 'make_video', '--', ...args], { cwd: root });
  }
  return file;
}

export class Camera {
  readonly file = join(mkdtempSync(join(tmpdir(), 'motcua-camera-')), 'camera.y4m');

  // From the next time the camera opens, it sees this text.
  show(text: string): void {
    copyFileSync(videoOf(text), this.file);
  }
}

// A made-up person; the number's parts agree with the birth date and the sex.
export const CARD = '087195012345|341234567|NGUYỄN THỊ ÚT|15081995|Nữ|Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021';
// The same with a sex that its number contradicts.
export const CONTRADICTING_CARD = '087095012345||TRẦN THỊ HOA|15081995|Nữ|Số 5, Khóm 1, Mỹ Trà, Đồng Tháp|25052021';
export const BROKEN_CARD = '087195012345|341234567|NGUYỄN THỊ ÚT|15131995|Nữ|Số 12, Khóm 3|25052021';
