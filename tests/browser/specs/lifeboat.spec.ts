// When the app cannot start: the lifeboat lists, exports and sends; the file opens on another phone; always one dossier.
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { expectAccessible } from '../support/axe';
import { ANSWERS, CODE } from '../support/birth';
import { CARD } from '../support/camera';
import { photo } from '../support/files';
import { fillPages } from '../support/form';
import { Front } from '../support/front';
import { Server } from '../support/server';
import { leave, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { begin, visit } from '../support/visit';
import { of, say } from '../support/words';

const w = (key: string): string => say('vi', 'citizen', key);
const l = (key: string, values: Record<string, string> = {}): string => say('vi', 'lifeboat', key, values);
const m = (key: string): string => say('vi', 'carry', key);
const PAPER = `/nop/${CODE}/giay-to/birth_paper`;

// What the phone keeps: the only draft, and the SHA-256 of its files as they lie there.
async function keptOn(page: Page): Promise<{ id: string; uploads: (string | null)[]; files: string[] } | undefined> {
  return await page.evaluate(async () => {
    const asked = indexedDB.open('motcua');
    const db = await new Promise<IDBDatabase>((done) => (asked.onsuccess = () => done(asked.result)));
    const all = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
    const drafts = await all(db.transaction('drafts').objectStore('drafts').getAll());
    const draft = drafts.map((text: string) => JSON.parse(text))[0];
    const files: string[] = [];
    for (const { id } of draft?.attachments ?? []) {
      const pieces = await all(db.transaction('files').objectStore('files').get(id));
      const digest = await crypto.subtle.digest('SHA-256', await new Blob(pieces).arrayBuffer());
      files.push(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''));
    }
    db.close();
    return draft && { id: draft.id, uploads: draft.attachments.map((a: { upload: string | null }) => a.upload), files };
  });
}

async function choose(page: Page, buffer: Buffer): Promise<void> {
  await page.locator('#carry-open').setInputFiles([{ name: 'motcua-2026-11-24.motcua', mimeType: 'application/octet-stream', buffer }]);
}

test('the app is broken: the lifeboat sends and exports; another phone hands in the same; the office has one', async ({ chrome, camera }) => {
  test.setTimeout(300_000);
  const office = new Server();
  const contexts: BrowserContext[] = [];
  let front: Front | undefined;
  try {
    await office.start();
    front = new Front(office.url);
    await front.start();
    const first = await newPhone(chrome, office, { baseURL: front.url });
    contexts.push(first);
    const page = await first.newPage();
    await visit(page);
    await begin(page);
    camera.show(CARD);
    await page.goto(`/nop/${CODE}/quet-the/requester`);
    await page.locator('#fill').click({ timeout: 40_000 });
    await expect(page).toHaveURL(/\/trang\//);
    await fillPages(page, ANSWERS);
    await page.goto(PAPER);
    await page.locator('input[type=file][multiple]').last().setInputFiles([await photo(page, 'Giay chung sinh')]);
    await expect(page.locator('.page-line')).toHaveCount(1);
    await expect.poll(async () => (await keptOn(page))?.uploads[0] ?? null).not.toBe(null);

    await test.step('a server that no longer knows this app: the new version is offered, the dossier waits', async () => {
      const outdated = { type: '/problems/outdated', status: 426, code: 'outdated' };
      await first.route('**/api/submissions', (route) => route.fulfill({ status: 426, contentType: 'application/problem+json', json: outdated }));
      await page.goto(`/nop/${CODE}/xem-lai`);
      await page.getByLabel(w('review.read')).check();
      await page.getByRole('button', { name: w('review.hand_in') }).click();
      await expect(page.locator('#update').getByText(m('outdated'))).toBeVisible({ timeout: 30_000 });
      await expect(page.locator('#hand-in-status').getByText(w('hand_in.waiting'))).toBeVisible();
      await expect(page.getByText('Nguyễn Gia Bảo')).toBeVisible();
    });

    front.down = true;
    const before = await keptOn(page);
    expect(before?.files).toHaveLength(1);
    await test.step('the program is damaged: the page says so and leads to the lifeboat, without a server', async () => {
      await page.evaluate(async () => {
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys()) if (request.url.endsWith('.wasm')) await cache.put(request, new Response('damaged', { headers: { 'content-type': 'application/wasm' } }));
        }
      });
      await page.goto(`/nop/${CODE}/xem-lai`);
      await page.locator('#shell-failed a[href="/cuu-ho"]').click({ timeout: 40_000 });
      await expect(page.getByRole('heading', { level: 1, name: l('title') })).toBeVisible();
      await expect(page.getByRole('heading', { level: 2, name: of(CODE, 'vi', 'name') })).toBeVisible();
      await expectAccessible(page, 'lifeboat');
    });

    let file = Buffer.alloc(0);
    await test.step('it exports everything as one file, and says when there is no network', async () => {
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: l('export') }).click();
      file = readFileSync(await (await saved).path());
      await expect(page.getByText(l('exported'))).toBeVisible();
      await page.getByRole('button', { name: l('send') }).click();
      await expect(page.getByText(l('offline'))).toBeVisible();
      expect(await keptOn(page)).toEqual(before);
    });

    let code = '';
    await test.step('it sends, byte for byte, and forgets only then', async () => {
      front!.down = false;
      await first.unroute('**/api/submissions');
      await page.getByRole('button', { name: l('send') }).click();
      await expect(page.getByText(/H20\./)).toBeVisible({ timeout: 60_000 });
      code = /H20\.[\w.-]*\w/.exec(await page.locator('main').innerText())![0];
      await expect(page.getByText(l('sent', { code }))).toBeVisible();
      expect(await keptOn(page)).toBe(undefined);
    });

    await test.step('a damaged or foreign file is refused on the other phone, and nothing is taken', async () => {
      const second = await newPhone(chrome, office);
      contexts.push(second);
      const other = await second.newPage();
      await other.goto('/chuyen-may');
      await expect(other.getByRole('heading', { level: 1, name: m('title') })).toBeVisible();
      await expectAccessible(other, 'moving to another device');
      await choose(other, Buffer.from('%PDF-1.7 something else'));
      await expect(other.getByText(m('fault.foreign'))).toBeVisible();
      for (const at of [60, file.length - 1]) {
        const flipped = Buffer.from(file);
        flipped[at] = flipped[at]! ^ 1;
        await choose(other, flipped);
        await expect(other.getByText(m('fault.damaged'))).toBeVisible();
        await other.reload();
      }
      await choose(other, file.subarray(0, file.length - 5));
      await expect(other.getByText(m('fault.damaged'))).toBeVisible();
      expect(await keptOn(other)).toBe(undefined);
      await choose(other, file);
      await expect(other.getByText(m('outcome.taken'))).toBeVisible();
      // It waited when it was saved, so it goes from here, too, under the same key: the same receipt comes back.
      await other.goto('/theo-doi');
      await expect(other.getByRole('link', { name: code })).toHaveCount(1, { timeout: 60_000 });
      expect(await keptOn(other)).toBe(undefined);
    });

    await test.step('the office has one dossier, and its paper byte for byte', async () => {
      const desk = await sit(chrome, office, 'canbo');
      const found = await desk.page.evaluate(async () => {
        const list = await (await fetch('/api/desk/dossiers')).json();
        const rows: { id: string }[] = list.items;
        const opened = await (await fetch(`/api/desk/dossiers/${rows[0]!.id}`)).json();
        const pages: { upload: string }[] = [];
        const look = (value: unknown): void => {
          if (value === null || typeof value !== 'object') return;
          if ('upload' in value && 'sha256' in value) pages.push(value as { upload: string });
          Object.values(value).forEach(look);
        };
        look(opened);
        const uploads = [...new Set(pages.map(({ upload }) => upload))];
        const files: string[] = [];
        for (const upload of uploads) {
          const bytes = await (await fetch(`/api/desk/dossiers/${rows[0]!.id}/files/${upload}`)).arrayBuffer();
          const digest = await crypto.subtle.digest('SHA-256', bytes);
          files.push(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''));
        }
        return { dossiers: rows.length, files };
      });
      expect(found).toEqual({ dossiers: 1, files: before!.files });
      await leave(desk);
    });
  } finally {
    for (const context of contexts) await context.close();
    front?.stop();
    await office.remove();
  }
});

test('a draft saved by the app goes on where it was on another phone', async ({ chrome, server }) => {
  const problems: string[] = [];
  const contexts = [await newPhone(chrome, server), await newPhone(chrome, server)] as const;
  try {
    const page = await contexts[0].newPage();
    watch(page, problems);
    await page.goto(`/tt/${CODE}`);
    await begin(page);
    await page.goto(`/nop/${CODE}/trang/requester_name`);
    await page.locator('#requester_name').fill('NGUYỄN THỊ ÚT');
    await expect(page.locator('#kept')).toContainText(/\d/);
    await page.goto(PAPER);
    await page.locator('input[type=file][multiple]').last().setInputFiles([await photo(page, 'Giay chung sinh')]);
    await expect(page.locator('.page-line')).toHaveCount(1);
    await page.goto('/chuyen-may');
    const saved = page.waitForEvent('download');
    await page.locator('#carry-save').click();
    const file = readFileSync(await (await saved).path());
    await expect(page.getByText(m('saved'))).toBeVisible();
    // Here it is already.
    await choose(page, file);
    await expect(page.getByText(m('outcome.here'))).toBeVisible();

    const other = await contexts[1].newPage();
    watch(other, problems);
    await other.goto('/chuyen-may');
    await choose(other, file);
    await expect(other.getByText(m('outcome.taken'))).toBeVisible();
    expect((await keptOn(other))?.files).toEqual((await keptOn(page))?.files);
    expect((await keptOn(other))?.id).toBe((await keptOn(page))?.id);
    await other.goto(`/nop/${CODE}/trang/requester_name`);
    await expect(other.locator('#requester_name')).toHaveValue('NGUYỄN THỊ ÚT');
    await other.goto(PAPER);
    await expect(other.locator('.page-line')).toHaveCount(1);
  } finally {
    for (const context of contexts) await context.close();
  }
  expect(problems).toEqual([]);
});
