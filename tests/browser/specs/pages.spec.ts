// Every page of both apps, for everybody: axe with contrast in light and dark, 320 px, double text, the keyboard alone, English.
import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { CASE, CODE } from '../support/birth';
import { Server, serverBin } from '../support/server';
import { expect, newPhone, test, watch } from '../support/test';
import { of, say } from '../support/words';

const PUBLIC = ['/', '/thu-tuc', '/thu-tuc?tim=khai+sinh', '/thu-tuc?linh-vuc=ho_tich', '/quet', '/theo-doi', '/ve-ung-dung', '/khong-co'];
const PROCEDURES = ['1.001193', '1.000656', '1.000894', '1.004873', '2.000635', '2.000815', '2.000884', '1.001776'].map((code) => `/tt/${code}`);
const DRAFT = [`/nop/${CODE}`, `/nop/${CODE}/quet-the/requester`, `/nop/${CODE}/trang/truong-hop`, `/nop/${CODE}/trang/requester_name`, `/nop/${CODE}/trang/requester_birth`, `/nop/${CODE}/trang/requester_address`, `/nop/${CODE}/trang/child_people`, `/nop/${CODE}/giay-to/birth_paper`, `/nop/${CODE}/xem-lai`];

async function startDraft(page: Page): Promise<void> {
  await page.goto(`/tt/${CODE}`);
  for (const [id, value] of Object.entries(CASE)) await page.locator(`input[name=${id}][value=${value as string}]`).check();
  await page.locator('main').getByRole('button').filter({ hasText: /Bắt đầu|Start/ }).first().click();
  await expect(page).toHaveURL(/\/nop\//);
}

// Opens a page, waits until it is there, and looks at it in every way.
async function look(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  expect(await page.title(), `title of ${path}`).not.toBe('');
  await expectAccessible(page, path);
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page, `${path} at 320 px`);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await expectNoSidewaysScroll(page, `${path} with double text`);
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the citizen's pages, ${colorScheme}`, async ({ chrome, server }) => {
    test.setTimeout(240_000);
    const problems: string[] = [];
    const context = await newPhone(chrome, server, { colorScheme });
    // A camera that never opens: what it would see must not change the page while it is looked at.
    await context.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
    });
    const page = await context.newPage();
    watch(page, problems);
    for (const path of [...PUBLIC, ...PROCEDURES]) await look(page, path);
    await startDraft(page);
    for (const path of DRAFT) await look(page, path);
    await context.close();
    expect(problems).toEqual([]);
  });
}

test("the desk's pages, on a desk, a tablet and a phone", async ({ chrome }) => {
  test.setTimeout(240_000);
  const server = new Server();
  execFileSync(serverBin, ['seed', '--data', server.data], { stdio: 'ignore' });
  await server.start();
  try {
    const problems: string[] = [];
    const context = await chrome.newContext({ baseURL: server.url, viewport: { width: 1366, height: 768 }, locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, problems);
    await page.goto('/desk');
    await expect(page.locator('#sign-in-user')).toBeVisible();
    await expectAccessible(page, 'sign in');
    await page.locator('#sign-in-user').fill('canbo');
    await page.locator('#sign-in-password').fill('motcua-demo');
    await page.keyboard.press('Enter');
    await expect(page.locator('.work-link').first()).toBeVisible();
    for (const [width, height] of [[1366, 768], [1280, 720], [768, 1024], [360, 740]] as const) {
      await page.setViewportSize({ width, height });
      await expectAccessible(page, `work list at ${width}`);
      await expectNoSidewaysScroll(page, `work list at ${width}`);
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    const dossiers = await page.locator('.work-link').evaluateAll((links) => links.slice(0, 4).map((link) => link.getAttribute('href')!));
    for (const path of dossiers) {
      await page.goto(path);
      await expect(page.locator('h1')).toHaveCount(1);
      await expect(page.locator('#actions-title')).toBeVisible();
      for (const [width, height] of [[1366, 768], [768, 1024], [360, 740]] as const) {
        await page.setViewportSize({ width, height });
        await expectAccessible(page, `dossier at ${width}`);
        await expectNoSidewaysScroll(page, `dossier at ${width}`);
      }
    }
    await context.close();
    expect(problems).toEqual([]);
  } finally {
    await server.remove();
  }
});

test('with the keyboard alone: search, open, answer, start', async ({ phone }) => {
  const focused = async (): Promise<string> => await phone.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.id || '');
  const tabTo = async (wanted: (text: string) => boolean): Promise<void> => {
    for (let step = 0; step < 60; step++) {
      await phone.keyboard.press('Tab');
      if (wanted(await focused())) return;
    }
    throw new Error('the keyboard does not get there');
  };
  await phone.goto('/');
  await expect(phone.locator('h1')).toBeVisible();
  await phone.keyboard.press('Tab');
  expect(await focused()).toBe(say('vi', 'common', 'app.skip'));
  await phone.keyboard.press('Enter');
  await tabTo((text) => text === 'search' || text.includes('search'));
  await phone.keyboard.type('khai sinh');
  await phone.keyboard.press('Enter');
  const name = of(CODE, 'vi', 'name');
  await expect(phone.getByRole('link', { name }).first()).toBeVisible();
  // After a change of page the heading has the focus.
  await expect.poll(() => phone.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await tabTo((text) => text.includes(name));
  await phone.keyboard.press('Enter');
  await expect(phone.getByRole('heading', { level: 1, name })).toBeFocused();
  for (let step = 0; step < 60; step++) {
    await phone.keyboard.press('Tab');
    if ((await phone.evaluate(() => (document.activeElement as HTMLInputElement)?.name)) === 'abandoned') break;
  }
  await phone.keyboard.press('ArrowDown');
  await expect(phone.locator('input[name=abandoned]:checked')).toHaveCount(1);
  await tabTo((text) => text === say('vi', 'citizen', 'procedure.start'));
  await phone.keyboard.press('Enter');
  await expect(phone).toHaveURL(/\/nop\//);
});

test('in English, one tap away, and it stays', async ({ phone }) => {
  await phone.goto('/');
  await phone.locator('#language').click();
  await expect(phone.locator('html')).toHaveAttribute('lang', 'en');
  await expect(phone.getByRole('heading', { level: 1, name: say('en', 'citizen', 'home.title') })).toBeVisible();
  await phone.reload();
  await expect(phone.getByRole('heading', { level: 1, name: say('en', 'citizen', 'home.title') })).toBeVisible();
  await phone.getByLabel(say('en', 'citizen', 'search.label')).fill('birth');
  await phone.keyboard.press('Enter');
  await phone.getByRole('link', { name: of(CODE, 'en', 'name') }).first().click();
  await expect(phone.getByRole('heading', { level: 1, name: of(CODE, 'en', 'name') })).toBeVisible();
  await expect(phone.getByText(say('en', 'citizen', 'papers.hand_in')).first()).toBeVisible();
  await expectAccessible(phone, 'procedure in English');
  await startDraft(phone);
  await phone.goto(`/nop/${CODE}/trang/child_birth_date`);
  await phone.locator('#child_birth_date').fill('31');
  await phone.locator('#child_birth_date-month').fill('2');
  await phone.locator('#child_birth_date-year').fill('2026');
  await phone.locator('#next').click();
  await expect(phone.getByRole('heading', { name: say('en', 'common', 'error.summary') })).toBeVisible();
  await expectAccessible(phone, 'an error in English');
  await phone.goto(`/nop/${CODE}/xem-lai`);
  await expect(phone.getByRole('heading', { level: 1, name: say('en', 'citizen', 'review.title') })).toBeVisible();
  for (const key of ['review.title', 'review.hand_in', 'review.read', 'privacy.title']) {
    await expect(phone.getByText(say('vi', 'citizen', key), { exact: true })).toHaveCount(0);
  }
});
