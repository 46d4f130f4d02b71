// The outbox: what was handed in or attached goes by itself, once, whatever the server, the network or another tab does.
import type { BrowserContext, Page } from '@playwright/test';
import { CODE } from '../support/birth';
import { attach, fillIn, giveTo, goOnToReview, handIn } from '../support/dossier';
import { kept, type Draft } from '../support/kept';
import { Server } from '../support/server';
import { codes, leave, listed, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { say } from '../support/words';

const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'citizen', key, values);
const s = (key: string, values: Record<string, string> = {}): string => say('vi', 'sending', key, values);
// How long the server is away (s): short by default; T-14 asks for 600.
const AWAY = Number(process.env.MOTCUA_AWAY ?? 25);

// Bytes a second of a line on which a picture takes long enough to be held back, and a reload hits it, on the slowest machine too.
const SLOW = 4 * 1024;

let filled: Draft;

test.beforeAll(async ({ chrome, camera }) => {
  const office = new Server();
  await office.start();
  const context = await newPhone(chrome, office);
  filled = await fillIn(await context.newPage(), camera);
  await context.close();
  await office.remove();
});

// A phone with the filled draft on it, and an office of its own.
async function ready(run: (office: Server, context: BrowserContext, page: Page) => Promise<void>, chrome: Parameters<typeof newPhone>[0], changes: object = {}): Promise<void> {
  const office = new Server();
  const problems: string[] = [];
  let context: BrowserContext | undefined;
  try {
    await office.start();
    context = await newPhone(chrome, office);
    const page = await context.newPage();
    watch(page, problems);
    await giveTo(page, filled, changes);
    await run(office, context, page);
  } finally {
    await context?.close();
    await office.remove();
  }
  expect(problems).toEqual([]);
}

test('it empties by itself within a minute of the return of the server, the page untouched', async ({ chrome }) => {
  test.setTimeout(240_000 + AWAY * 1000);
  await ready(async (office, _, page) => {
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await attach(page, 'Giay chung sinh');
    await expect(page.getByText(w('paper.sent')), 'a paper is sent when it is attached').toHaveCount(1);
    await office.stop();
    await attach(page, 'Trang hai');
    await goOnToReview(page);
    await handIn(page);
    await expect(page.locator('#hand-in-status')).toBeVisible();
    expect((await kept(page)).parcels, 'one sealed parcel').toHaveLength(1);
    await page.waitForTimeout(AWAY * 1000);
    await expect(page).toHaveURL(/\/xem-lai/);
    await office.start();
    const back = Date.now();
    await expect(page).toHaveURL(/\/bien-nhan\//, { timeout: 60_000 });
    console.log(`outbox: away ${AWAY} s, empty ${((Date.now() - back) / 1000).toFixed(1)} s after the return`);
    await expect.poll(async () => Object.keys((await kept(page)).files).length, { message: 'the bytes are gone' }).toBe(0);
    const after = await kept(page);
    expect([after.drafts.length, after.parcels.length, after.receipts.length]).toEqual([0, 0, 1]);
    const desk = await sit(chrome, office, 'canbo');
    await listed(desk.page);
    expect(await codes(desk.page)).toHaveLength(1);
    await leave(desk);
  }, chrome);
});

test('two tabs edit one draft and both hand it in: one is stored, one is kept and shown', async ({ chrome }) => {
  test.setTimeout(180_000);
  await ready(async (office, context, one) => {
    await one.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await attach(one, 'Giay chung sinh');
    await expect(one.getByText(w('paper.sent'))).toHaveCount(1);
    const two = await context.newPage();
    const names = new Map([
      [one, 'Nguyễn Thị Một'],
      [two, 'Nguyễn Thị Hai'],
    ]);
    for (const tab of names.keys()) await tab.goto(`/nop/${CODE}/trang/child_name?tu=xem-lai`);
    for (const [tab, name] of names) {
      await tab.locator('#child_name').fill(name);
      await tab.locator('#next').click();
      await expect(tab).toHaveURL(/\/xem-lai/);
      await tab.getByLabel(w('review.read')).check();
    }
    await Promise.all([one, two].map((tab) => tab.getByRole('button', { name: w('review.hand_in') }).click({ noWaitAfter: true })));
    const arrived = (tab: Page): boolean => tab.url().includes('/bien-nhan/');
    await expect.poll(() => [one, two].filter(arrived).length, { timeout: 60_000 }).toBe(1);
    const kept_one = arrived(one) ? two : one;
    await expect(kept_one.locator('#parted')).toBeVisible({ timeout: 30_000 });
    await expect(kept_one.getByText(names.get(kept_one)!)).toBeVisible();
    const state = await kept(kept_one);
    expect(state.receipts).toHaveLength(1);
    expect(state.drafts.map((draft) => [draft.answers.values.child_name?.text, draft.submitting])).toEqual([[names.get(kept_one), false]]);
    expect(state.parcels).toEqual([]);
    // Its picture is still there, byte for byte, once all that is to be swept is swept.
    await kept_one.waitForTimeout(4000);
    const later = await kept(kept_one);
    for (const file of later.drafts[0]!.attachments) expect(later.files[file.id]).toBe(file.sha256);
    await kept_one.reload();
    await expect(kept_one.locator('#parted')).toBeVisible();
    const desk = await sit(chrome, office, 'canbo');
    await listed(desk.page);
    expect(await codes(desk.page)).toHaveLength(1);
    await leave(desk);
  }, chrome);
});

test('a paper says what it costs, is held back and sent on, and goes on by itself after a reload', async ({ chrome }) => {
  await ready(async (_, context, page) => {
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await expect(page.getByText(s('file.cost'))).toBeVisible();
    await test.step('it comes in bytes, and can be held back', async () => {
      const cdp = await context.newCDPSession(page);
      await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: SLOW });
      await attach(page, 'Trang mot', 2400, 1800);
      await expect(page.getByText(/KB.*%\)/).first()).toBeVisible();
      await page.getByRole('button', { name: s('file.pause') }).click();
      await expect(page.getByText(s('file.paused'))).toBeVisible();
      await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
      await expect.poll(async () => (await kept(page)).drafts[0]?.attachments[0]?.paused).toBe(true);
      await page.reload();
      await expect(page.getByText(s('file.paused')), 'also after a reload').toBeVisible();
      await page.getByRole('button', { name: s('file.resume') }).click();
      await expect(page.getByText(w('paper.sent'))).toHaveCount(1, { timeout: 30_000 });
      await cdp.detach();
    });
    await test.step('a reload in the middle goes on from where it stopped', async () => {
      const cdp = await context.newCDPSession(page);
      await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: SLOW });
      await attach(page, 'Trang hai', 2400, 1800);
      await expect(page.getByText(/KB.*%\)/).first()).toBeVisible();
      await page.reload();
      await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
      await expect(page.getByText(w('paper.sent'))).toHaveCount(2, { timeout: 60_000 });
      await cdp.detach();
    });
  }, chrome);
});

test('a phone whose clock is ten years off says so and hands in like any other', async ({ chrome }) => {
  for (const years of [-10, 10]) {
    await ready(async (_, context, page) => {
      await context.addInitScript((ahead) => {
        const Real = Date;
        const now = (): number => Real.now() + ahead;
        // Without arguments it is the phone's own time, with them what it always was.
        window.Date = new Proxy(Real, {
          construct: (real, given) => (given.length ? Reflect.construct(real, given) : new real(now())),
          get: (real, name) => (name === 'now' ? now : Reflect.get(real, name)),
        });
      }, years * 365.25 * 24 * 3_600_000);
      await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
      await attach(page, 'Giay chung sinh');
      await expect(page.getByText(w('paper.sent'))).toHaveCount(1, { timeout: 30_000 });
      await expect(page.getByText(s('clock_wrong'))).toBeVisible();
      await goOnToReview(page);
      await handIn(page);
      await expect(page).toHaveURL(/\/bien-nhan\//, { timeout: 60_000 });
    }, chrome);
  }
});

test('the guide, opened while a dossier waits, opens the sending', async ({ chrome }) => {
  await ready(async (_, context, page) => {
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await attach(page, 'Giay chung sinh');
    await context.setOffline(true);
    await goOnToReview(page);
    await handIn(page);
    await expect.poll(async () => (await kept(page)).drafts[0]?.submitting).toBe(true);
    await page.close();
    await context.setOffline(false);
    const again = await context.newPage();
    await again.goto('/');
    await expect(again).toHaveURL(/\/bien-nhan\//, { timeout: 60_000 });
  }, chrome);
});
