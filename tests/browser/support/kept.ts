// What a phone keeps in IndexedDB, read and written from outside the app: the layout stands in src/device/store/mod.rs.
import type { Page } from '@playwright/test';

export type File = { id: string; paper: string; sha256: string; size: number; upload: string | null; paused: boolean };
export type Draft = {
  id: string;
  procedure: string;
  answers: { values: Record<string, { text?: string }> };
  attachments: File[];
  submitting: boolean;
  refused: string | null;
  parted: string | null;
  notice_read: boolean;
};
// `files`: the SHA-256 of the bytes under each id.
export type Kept = { drafts: Draft[]; parcels: { id: string; sent: string[] }[]; receipts: unknown[]; files: Record<string, string> };

export async function kept(page: Page): Promise<Kept> {
  return await page.evaluate(async () => {
    const ask = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const database = await ask(indexedDB.open('motcua'));
    const read = database.transaction(['drafts', 'files', 'outbox', 'receipts'], 'readonly');
    const [drafts, parcels, receipts, keys, values] = await Promise.all([
      ask(read.objectStore('drafts').getAll()),
      ask(read.objectStore('outbox').getAll()),
      ask(read.objectStore('receipts').getAll()),
      ask(read.objectStore('files').getAllKeys()),
      ask(read.objectStore('files').getAll()),
    ]);
    database.close();
    const files: Record<string, string> = {};
    for (const [at, key] of keys.entries()) {
      const bytes = await new Blob(values[at] as ArrayBuffer[]).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      files[String(key)] = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    }
    const parse = (list: string[]) => list.map((text) => JSON.parse(text));
    return { drafts: parse(drafts), parcels: parse(parcels), receipts: parse(receipts), files };
  });
}

// Puts a draft into the phone, as if it had been filled in on it; the app reads it at its next start.
export async function keep(page: Page, draft: object): Promise<void> {
  await page.evaluate(async (draft) => {
    await new Promise<void>((done, fail) => {
      const opening = indexedDB.open('motcua');
      opening.onerror = () => fail(opening.error);
      opening.onsuccess = () => {
        const write = opening.result.transaction('drafts', 'readwrite');
        write.objectStore('drafts').put(JSON.stringify(draft), (draft as { id: string }).id);
        write.oncomplete = () => {
          opening.result.close();
          done();
        };
        write.onabort = () => fail(write.error);
      };
    });
  }, draft);
}

// The bytes of a kept file.
export async function fileOf(page: Page, id: string): Promise<Buffer> {
  const base64 = await page.evaluate(async (id) => {
    const database = await new Promise<IDBDatabase>((done, fail) => {
      const opening = indexedDB.open('motcua');
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    const pieces = await new Promise<ArrayBuffer[]>((done, fail) => {
      const reading = database.transaction('files', 'readonly').objectStore('files').get(id);
      reading.onsuccess = () => done(reading.result as ArrayBuffer[]);
      reading.onerror = () => fail(reading.error);
    });
    database.close();
    let text = '';
    for (const byte of new Uint8Array(await new Blob(pieces).arrayBuffer())) text += String.fromCharCode(byte);
    return btoa(text);
  }, id);
  return Buffer.from(base64, 'base64');
}
