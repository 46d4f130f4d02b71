// What a phone can lack: a store at all, its store's connection, room. Each is said in words, and nothing that was typed is lost.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { CODE } from '../support/birth';
import { attach } from '../support/dossier';
import { kept } from '../support/kept';
import type { Server } from '../support/server';
import { expect, newPhone, test, watch } from '../support/test';
import { begin } from '../support/visit';
import { say } from '../support/words';

const w = (key: string): string => say('vi', 'citizen', key);
const s = (key: string): string => say('vi', 'sending', key);
const code = (key: string): string => say('vi', 'codes', key);
const [NAME, FIELD, PAGE] = ['NGUYỄN THỊ ÚT', '#requester_name', `/nop/${CODE}/trang/requester_name`];

// A phone whose pages run `before` first.
async function phone(chrome: Browser, server: Server, before: (() => void) | undefined, run: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const problems: string[] = [];
  const context = await newPhone(chrome, server);
  try {
    if (before) await context.addInitScript(before);
    const page = await context.newPage();
    watch(page, problems);
    await page.goto(`/tt/${CODE}`);
    await begin(page);
    await run(page, context);
  } finally {
    await context.close();
  }
  expect(problems).toEqual([]);
}

test('without a store it is said, papers go at once, and what was typed lives as long as the tab', async ({ chrome, server }) => {
  const without = (): void => Object.defineProperty(window, 'indexedDB', { value: undefined });
  await phone(chrome, server, without, async (page) => {
    await expect(page.locator('#limited').getByText(s('limited'))).toBeVisible();
    // The guide began it, the whole app goes on.
    await page.goto(PAGE);
    await expect(page.getByText(w('notice.not_kept'))).toBeVisible();
    await page.locator(FIELD).fill(NAME);
    await expect(page.locator('#kept')).toContainText(/\d/);
    await page.reload();
    await expect(page.locator(FIELD)).toHaveValue(NAME);
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await attach(page, 'Giay chung sinh');
    await expect(page.getByText(w('paper.sent'))).toHaveCount(1, { timeout: 30_000 });
  });
});

test('a connection to the store that is lost is opened again, and where that fails it is said', async ({ chrome, server }) => {
  const listen = (): void => {
    const all: IDBDatabase[] = [];
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (this: IDBFactory, ...asked: [string, number?]) {
      if (Object.hasOwn(window, 'severed')) throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
      const request = open.apply(this, asked);
      request.addEventListener('success', () => all.push(request.result));
      return request;
    };
    Object.assign(window, { lose: () => all.splice(0).forEach((one) => one.close()) });
  };
  await phone(chrome, server, listen, async (page) => {
    const lose = async (forGood: boolean): Promise<void> =>
      await page.evaluate((forGood) => {
        (window as unknown as { lose(): void }).lose();
        if (forGood) Object.assign(window, { severed: true });
      }, forGood);
    await page.goto(PAGE);
    await page.locator(FIELD).fill('NGUYỄN');
    await lose(false);
    await page.locator(FIELD).fill(NAME);
    await expect.poll(async () => (await kept(page)).drafts[0]?.answers.values.requester_name?.text).toBe(NAME);
    await expect(page.getByText(code('store.store_lost'))).toHaveCount(0);
    await lose(true);
    await page.locator(FIELD).fill(`${NAME} EM`);
    await expect(page.getByText(code('store.store_lost'))).toBeVisible({ timeout: 30_000 });
    await expect(page.locator(FIELD)).toHaveValue(`${NAME} EM`);
    // What is on the page can still go to the office; the reload that is offered opens the store anew.
    await page.getByRole('button', { name: s('reload') }).click();
    await expect(page.locator(FIELD)).toHaveValue(new RegExp(`^${NAME}`));
    await expect(page.getByText(code('store.store_lost'))).toHaveCount(0);
  });
});

test('a phone without room says so, and its picture is sent from memory', async ({ chrome, server }) => {
  await phone(chrome, server, undefined, async (page, context) => {
    await page.goto(PAGE);
    await page.locator(FIELD).fill('NGUYỄN');
    await expect(page.locator('#kept')).toContainText(/\d/);
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await expect(page.locator('h1')).toBeVisible();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1 });
    await attach(page, 'Giay chung sinh');
    await expect(page.getByText(code('store.store_full')).or(page.getByText(s('file.full'))).first()).toBeVisible();
    await expect(page.getByText(w('paper.sent')), 'it is at the office').toHaveCount(1, { timeout: 30_000 });
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: server.url });
    // With room again everything is kept, the picture's place at the office with it.
    await page.goto(PAGE);
    await page.locator(FIELD).fill(NAME);
    await expect.poll(async () => (await kept(page)).drafts[0]?.answers.values.requester_name?.text).toBe(NAME);
    await expect(page.getByText(code('store.store_full'))).toHaveCount(0);
    await cdp.detach();
  });
});
