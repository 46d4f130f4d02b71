// What everybody may read without the app: the board and each procedure without script, print and open data, the card of a
// shared link; and the same without a network.
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { Server } from '../support/server';
import { leave, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { of, say, type Language } from '../support/words';

const o = (key: string, values: Record<string, string> = {}, language: Language = 'vi'): string => say(language, 'open', key, values);
const BIRTH = '1.001193';

test('an old phone without script reads the board, a procedure and where to go', async ({ chrome, server }) => {
  const context = await newPhone(chrome, server, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  await page.goto('/cong-khai');
  await expect(page.getByRole('heading', { level: 1, name: o('title') })).toBeVisible();
  await expect(page.getByRole('link', { name: /^0277/ })).toHaveAttribute('href', /^tel:0277/);
  await expect(page.getByText(o('contact.week').split('{')[0]!.trim()).first()).toBeVisible();
  await page.getByRole('link', { name: of(BIRTH, 'vi', 'name') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(BIRTH, 'vi', 'name'));
  await expect(page.getByText(of(BIRTH, 'vi', 'paper.birth_paper.label'), { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: o('procedure.start') })).toHaveAttribute('href', `/tt/${BIRTH}`);
  await page.getByRole('link', { name: o('other_language') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(BIRTH, 'en', 'name'));
  await page.getByRole('link', { name: o('back', {}, 'en') }).click();
  await expect(page.getByRole('heading', { level: 1, name: o('title', {}, 'en') })).toBeVisible();
  await context.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the public pages are for everybody, ${colorScheme}`, async ({ chrome, server }, info) => {
    for (const viewport of [{ width: 360, height: 740 }, { width: 1280, height: 800 }]) {
      const context = await chrome.newContext({ baseURL: server.url, viewport, colorScheme });
      const page = await context.newPage();
      const problems: string[] = [];
      watch(page, problems);
      for (const path of ['/cong-khai', '/cong-khai?lang=en', `/cong-khai/${BIRTH}`, '/cong-khai/1.001776?lang=en']) {
        await page.goto(path);
        await expectAccessible(page, `${path} at ${viewport.width}, ${colorScheme}`);
        await expectNoSidewaysScroll(page, path);
      }
      await page.goto('/cong-khai');
      await page.screenshot({ path: info.outputPath(`cong-khai-${viewport.width}.png`), fullPage: true });
      await page.goto(`/cong-khai/${BIRTH}`);
      await page.screenshot({ path: info.outputPath(`cong-khai-thu-tuc-${viewport.width}.png`), fullPage: true });
      await context.close();
      expect(problems).toEqual([]);
    }
  });
}

test('print, open data, and what a shared link and a search engine are told', async ({ chrome, server, request }) => {
  const get = (path: string) => request.get(new URL(path, server.url).href);
  for (const [name, type, start] of [
    ['book.pdf', 'application/pdf', '%PDF-1.7'],
    ['board.pdf', 'application/pdf', '%PDF-1.7'],
    ['procedures.csv', 'text/csv; charset=utf-8', '\u00ef\u00bb\u00bfcode,'],
    ['procedures.json', 'application/json', '{'],
  ] as const) {
    const file = await get(`/api/open/files/${name}`);
    expect(file.headers()['content-type'], name).toBe(type);
    expect((await file.body()).subarray(0, start.length).toString('latin1'), name).toBe(start);
  }
  const shared = await (await get(`/tt/${BIRTH}?d=20260315`)).text();
  expect(shared).toContain(`<meta property="og:title" content="${of(BIRTH, 'vi', 'name')}">`);
  expect(shared).toContain('<meta property="og:image"');
  expect(await (await get('/robots.txt')).text()).toBe('User-agent: *\nDisallow: /\n');
  expect(await (await get('/sitemap.xml')).text()).toContain(`/cong-khai/${BIRTH}</loc>`);
  // The app still starts from the page with the card.
  const context = await newPhone(chrome, server);
  const page = await context.newPage();
  await page.goto(`/tt/${BIRTH}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(BIRTH, 'vi', 'name'));
  await page.getByRole('link', { name: say('vi', 'citizen', 'footer.open') }).click();
  await expect(page.getByRole('heading', { level: 1, name: o('title') })).toBeVisible();
  await context.close();
  const desk = await sit(chrome, server, 'letan', '/desk/to-dan');
  await expect(desk.page.getByRole('link', { name: say('vi', 'posters', 'page.book') })).toHaveAttribute('href', /book\.pdf$/);
  await leave(desk);
});

test('after one visit of the app the board is there without a network', async ({ chrome }) => {
  const office = new Server();
  await office.start();
  const context = await newPhone(chrome, office);
  try {
    const page = await context.newPage();
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const kept = () =>
      page.evaluate(async () => {
        const all = await Promise.all(['/cong-khai', '/cong-khai/style.css'].map((path) => caches.match(path)));
        return navigator.serviceWorker.controller !== null && all.every(Boolean);
      });
    await expect.poll(kept, { timeout: 60_000 }).toBe(true);
    await office.stop();
    await page.goto('/cong-khai');
    await expect(page.getByRole('heading', { level: 1, name: o('title') })).toBeVisible();
    await expect(page.locator('.top')).toHaveCSS('display', 'flex');
    await expect(page.getByRole('link', { name: of(BIRTH, 'vi', 'name') })).toBeVisible();
  } finally {
    await context.close();
    await office.remove();
  }
});
