// Every page of both apps, for everybody: axe with contrast in light and dark, 320 px, double text, the keyboard alone, English.
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, inLightAndDark } from '../support/axe';
import { CASE, CODE } from '../support/birth';
import { leave, seeded, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { of, say } from '../support/words';

const PUBLIC = ['/', '/thu-tuc', '/thu-tuc?tim=khai+sinh', '/thu-tuc?linh-vuc=ho_tich', '/quet', '/theo-doi', '/ve-ung-dung', '/kiem-tra', '/khong-co'];
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
  // The program's own page, not what was painted before it.
  await expect(page.locator('#shell')).toHaveCount(0);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  expect(await page.title(), `title of ${path}`).not.toBe('');
  await inLightAndDark(page, async (colours) => {
    await expectAccessible(page, `${path}, ${colours}`);
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page, `${path} at 320 px, ${colours}`);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await expectNoSidewaysScroll(page, `${path} with double text, ${colours}`);
    await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  });
}

test('the citizen\'s pages, light and dark', async ({ chrome, server }) => {
  test.setTimeout(240_000);
  const problems: string[] = [];
  const context = await newPhone(chrome, server);
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

// The desk's pages by who uses them; what a path needs (a dossier in some state) is looked up first.
const CLERK = ['/desk', '/desk?xem=new', '/desk?xem=all&tim=khong-co-ai', '/desk?xem=all&linh-vuc=ho_tich&han=late&nguoi=none', '/desk/hom-nay', '/desk/so', '/desk/so?nam=1999', '/desk/so-chung-thuc', '/desk/thu-phi', '/desk/so-quy', '/desk/le-tan', '/desk/goi-so', '/desk/dien', '/desk/dien/2.000635', '/desk/dien/noi', '/desk/to-dan', '/desk/mat-khau', '/desk/khong-co', '/man-hinh'];
const OTHERS: [string, string[]][] = [['lanhdao', ['/desk', '/desk?xem=open', '/desk/hom-nay']], ['quantri', ['/desk/tai-khoan', '/desk']], ['kiemtra', ['/desk', '/desk/so']], ['letan', ['/desk', '/desk/le-tan']]];
const DESK_SIZES = [[1280, 800], [768, 1024]] as const;

// Looks at one page of the desk on a desk and on a tablet, and with double text.
async function lookAtDesk(page: Page, path: string, what: string): Promise<void> {
  await page.setViewportSize({ width: DESK_SIZES[0][0], height: DESK_SIZES[0][1] });
  await page.goto(path);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('.skeleton, [aria-busy=true]')).toHaveCount(0);
  expect(await page.title(), `title of ${path}`).not.toBe('');
  await inLightAndDark(page, async (colours) => {
    for (const [width, height] of DESK_SIZES) {
      await page.setViewportSize({ width, height });
      await expectAccessible(page, `${what} ${path} at ${width}, ${colours}`);
      await expectNoSidewaysScroll(page, `${what} ${path} at ${width}, ${colours}`);
    }
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await expectNoSidewaysScroll(page, `${what} ${path} at 768 with double text, ${colours}`);
    await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  });
}

for (const language of ['vi', 'en'] as const) {
  test(`the desk's pages, on a desk and a tablet, light and dark, ${language}`, async ({ chrome }) => {
    test.setTimeout(600_000);
    const server = await seeded(42);
    try {
      const what = language;
      const signIn = await chrome.newContext({ baseURL: server.url });
      await signIn.addInitScript((tag) => localStorage.setItem('motcua-language', tag), language);
      const door = await signIn.newPage();
      await door.goto('/desk');
      await expect(door.locator('#sign-in-user')).toBeVisible();
      await inLightAndDark(door, (colours) => expectAccessible(door, `${what} sign in, ${colours}`));
      await signIn.close();

      const desk = await sit(chrome, server, 'canbo', '/desk?xem=all');
      // A camera that never opens: what it would see must not change the page while it is looked at.
      await desk.context.addInitScript((tag) => {
        localStorage.setItem('motcua-language', tag);
        if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
      }, language);
      const { page } = desk;
      await expect(page.locator('.work-link').first()).toBeVisible();
      for (const path of CLERK) await lookAtDesk(page, path, what);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      const first = async (view: string): Promise<string> => {
        await page.goto(`/desk?xem=${view}`);
        return (await page.locator('.work-link').first().getAttribute('href'))!;
      };
      for (const view of ['new', 'working', 'waiting', 'to_return', 'done']) {
        const path = await first(view);
        await lookAtDesk(page, path, `${what} ${view}`);
        await expect(page.locator('#actions-title')).toBeVisible();
      }
      await lookAtDesk(page, (await first('new')).replace('/ho-so/', '/nhanh/'), what);
      await leave(desk);

      for (const [user, paths] of OTHERS) {
        const other = await sit(chrome, server, user, '/desk');
        await other.context.addInitScript((tag) => localStorage.setItem('motcua-language', tag), language);
        for (const path of paths) await lookAtDesk(other.page, path, `${what} ${user}`);
        await leave(other);
      }
    } finally {
      await server.remove();
    }
  });
}

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
