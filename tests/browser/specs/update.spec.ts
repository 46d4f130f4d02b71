// New builds: whole or not at all, never under anyone's hands, and the build before answers until the new one has run.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { CODE } from '../support/birth';
import { Front } from '../support/front';
import type { Server } from '../support/server';
import { expect, newPhone, test, watch } from '../support/test';
import { begin, visit } from '../support/visit';
import { say } from '../support/words';

const NAME = '#requester_name';

type Phone = { page: Page; front: Front; context: BrowserContext; problems: string[] };

// A phone in the middle of a form; what runs in it is closed afterwards.
async function withForm(chrome: Browser, server: Server, run: (phone: Phone) => Promise<void>): Promise<string[]> {
  const front = new Front(server.url);
  const problems: string[] = [];
  let context: BrowserContext | undefined;
  try {
    await front.start();
    context = await newPhone(chrome, server, { baseURL: front.url });
    const page = await context.newPage();
    watch(page, problems);
    await visit(page);
    await begin(page);
    await page.goto(`/nop/${CODE}/trang/requester_name`);
    await page.locator(NAME).fill('NGUYỄN THỊ ÚT');
    await expect(page.locator('#kept')).toContainText(/\d/);
    await run({ page, front, context, problems });
  } finally {
    await context?.close();
    front.stop();
  }
  return problems;
}

// Asks for a new build, and waits until the browser has tried it.
async function look(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => undefined);
    for (let tries = 0; registration.installing && tries < 200; tries++) await new Promise((done) => setTimeout(done, 100));
  });
}

test('an update while a form is open keeps what was typed and reloads nothing by itself', async ({ chrome, server }) => {
  const problems = await withForm(chrome, server, async ({ page, front }) => {
    await front.deploy('next00000001');
    await page.evaluate(() => document.documentElement.setAttribute('data-same-page', ''));
    await look(page);
    await expect(page.locator('#update')).toBeVisible();
    await page.locator(NAME).pressSequentially(' EM');
    await page.waitForTimeout(2000);
    await expect(page.locator('html[data-same-page]')).toHaveCount(1);
    await expect(page.locator(NAME)).toHaveValue('NGUYỄN THỊ ÚT EM');
    await page.locator('#update button').click();
    await expect(page.locator('html[data-same-page]')).toHaveCount(0);
    await expect(page.locator(NAME)).toHaveValue('NGUYỄN THỊ ÚT EM');
    // The new build ran: only now the one before goes.
    await expect.poll(() => page.evaluate(() => caches.keys().then((names) => names.filter((name) => name.includes('build'))))).toEqual(['motcua-build-next00000001']);
    // An update takes the whole app along: it opens without a server.
    front.down = true;
    await page.reload();
    await expect(page.locator(NAME)).toHaveValue('NGUYỄN THỊ ÚT EM');
  });
  expect(problems).toEqual([]);
});

test('half a build is never taken: the old one goes on', async ({ chrome, server }) => {
  const problems = await withForm(chrome, server, async ({ page, front }) => {
    const before = await page.locator('meta[name=build]').getAttribute('content');
    // One file of other bytes than the list says, then one that is not there.
    await front.deploy('half00000001', { '/app.html': 'other bytes' }, true);
    await look(page);
    await expect(page.locator('#update')).toHaveCount(0);
    await front.deploy('half00000002', { '/cuu-ho.html': 'other bytes' });
    front.instead.set('/cuu-ho.html', null);
    await look(page);
    await expect(page.locator('#update')).toHaveCount(0);
    front.down = true;
    await page.reload();
    await expect(page.locator(NAME)).toHaveValue('NGUYỄN THỊ ÚT');
    expect(await page.locator('meta[name=build]').getAttribute('content')).toBe(before);
    // Whole at last, it is offered.
    front.down = false;
    front.instead.clear();
    await front.deploy('whole0000001');
    await look(page);
    await expect(page.locator('#update')).toBeVisible();
  });
  expect(problems).toEqual([]);
});

test('a build that does not start gives way to the one before', async ({ chrome, server }) => {
  await withForm(chrome, server, async ({ page, front }) => {
    const html = await front.text('/app.html');
    const broken = html.replace(/(<meta name="build" content=")[^"]+/, '$1bad000000001').replace(/src="\/citizen-\w+\.js"/, 'src="/gone-0000000000000000.js"');
    expect(broken).not.toBe(html);
    await front.deploy('bad000000001', { '/app.html': broken });
    await look(page);
    // The page that is left holds the name as well: only a page without this mark is one that was opened anew.
    await page.evaluate(() => document.documentElement.setAttribute('data-left', ''));
    await page.locator('#update button').click();
    await expect(page.locator('html[data-left]')).toHaveCount(0);
    // It fails, is asked about once, and the page opens with the build before.
    await expect(page.locator(NAME)).toHaveValue('NGUYỄN THỊ ÚT', { timeout: 40_000 });
    await page.reload();
    await expect(page.locator(NAME)).toHaveValue('NGUYỄN THỊ ÚT');
  });
});

test('a damaged file of the kept build is mended by one reload', async ({ chrome, server }) => {
  await withForm(chrome, server, async ({ page }) => {
    const damaged = await page.evaluate(async () => {
      const name = (await caches.keys()).find((one) => one.startsWith('motcua-build-'))!;
      const cache = await caches.open(name);
      const wasm = (await cache.keys()).find(({ url }) => /\/citizen-\w+\.wasm$/.test(url))!;
      await cache.put(wasm, new Response('damaged', { headers: { 'content-type': 'application/wasm' } }));
      return wasm.url;
    });
    expect(damaged).toContain('.wasm');
    await page.reload();
    await expect(page.locator(NAME)).toHaveValue('NGUYỄN THỊ ÚT', { timeout: 40_000 });
  });
});
