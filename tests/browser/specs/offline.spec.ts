// Without a network, and with a new build: what was visited opens, what was typed stays, nothing reloads under anyone.
import { createServer, request as ask, type Server as Proxy } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from '@playwright/test';
import { ANSWERS, CASE, CODE } from '../support/birth';
import { CARD } from '../support/camera';
import { photo } from '../support/files';
import { fillPages } from '../support/form';
import { Server } from '../support/server';
import { expect, newPhone, test, watch } from '../support/test';
import { of, say } from '../support/words';

const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'citizen', key, values);
const d = (key: string): string => say('vi', 'desk', key);
const UNVISITED = '1.000656';

// The service worker rules the page, and holds the whole app, the scanner and what was read.
async function kept(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(async (code) => {
          const paths: string[] = [];
          for (const name of await caches.keys()) {
            for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
          }
          const wanted = [/^\/app\.html$/, /^\/citizen-\w+\.wasm$/, /^\/scanner-\w+\.wasm$/, /^\/api\/office$/];
          wanted.push(new RegExp(`^/api/procedures/${code.replace('.', '\\.')}$`));
          const missing = wanted.filter((shape) => !paths.some((path) => shape.test(path))).map(String);
          return navigator.serviceWorker.controller ? missing : ['controller', ...missing];
        }, CODE),
      { timeout: 60_000 },
    )
    .toEqual([]);
}

async function visit(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: w('home.title') })).toBeVisible();
  // A page that is being opened in the very moment in which the worker takes over would stay outside of it until the next one.
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 30_000 }).toBe(true);
  await page.goto(`/tt/${CODE}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(CODE, 'vi', 'name'));
  await kept(page);
}

async function start(page: Page): Promise<void> {
  for (const [id, value] of Object.entries(CASE)) await page.locator(`input[name=${id}][value=${value as string}]`).check();
  await page.getByRole('button', { name: w('procedure.start') }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
}

test('after one visit everything that was seen works without a server', async ({ chrome, camera }) => {
  const office = new Server();
  const problems: string[] = [];
  let context: BrowserContext | undefined;
  try {
    await office.start();
    context = await newPhone(chrome, office);
    const page = await context.newPage();
    watch(page, problems);
    await visit(page);
    await office.stop();
    await test.step('the first page and the visited procedure open; the list of papers follows the answers', async () => {
      await page.goto('/');
      await expect(page.getByRole('heading', { level: 1, name: w('home.title') })).toBeVisible();
      await page.goto(`/tt/${CODE}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(CODE, 'vi', 'name'));
      await page.locator('input[name=abandoned][value=no]').check();
      await page.locator('input[name=has_birth_paper][value=yes]').check();
      await expect(page.getByText(of(CODE, 'vi', 'paper.birth_paper.label')).first()).toBeVisible();
      await expect(page.getByText(of(CODE, 'vi', 'paper.abandonment_record.label'))).toHaveCount(0);
    });
    await test.step('a draft is started, a card scanned, a page filled and a paper photographed', async () => {
      await start(page);
      camera.show(CARD);
      await page.goto(`/nop/${CODE}/quet-the/requester`);
      await page.locator('#fill').click({ timeout: 40_000 });
      await expect(page).toHaveURL(/\/trang\//);
      await page.goto(`/nop/${CODE}/trang/requester_name`);
      await expect(page.locator('#requester_name')).toHaveValue('NGUYỄN THỊ ÚT');
      await page.locator('#requester_name').fill('NGUYỄN THỊ ÚT EM');
      await page.locator('#next').click();
      await expect(page).not.toHaveURL(/trang\/requester_name/);
      await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
      await page.locator('input[type=file][multiple]').last().setInputFiles([await photo(page, 'Giay chung sinh')]);
      await expect(page.locator('.page-line')).toHaveCount(1);
      await page.goto(`/nop/${CODE}/trang/requester_name`);
      await expect(page.locator('#requester_name')).toHaveValue('NGUYỄN THỊ ÚT EM');
      await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
      await expect(page.locator('.page-line')).toHaveCount(1);
    });
    await test.step('what was not visited says why it is not there', async () => {
      await page.goto(`/tt/${UNVISITED}`);
      await expect(page.getByRole('heading', { level: 1, name: w('failed.title') })).toBeVisible({ timeout: 40_000 });
      await expect(page.getByText(say('vi', 'codes', 'problem.offline'))).toBeVisible();
    });
    await test.step('it comes when the server is back', async () => {
      await office.start();
      await page.getByRole('button', { name: say('vi', 'common', 'action.retry') }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(UNVISITED, 'vi', 'name'));
    });
  } finally {
    await context?.close();
    await office.remove();
  }
  expect(problems).toEqual([]);
});

test('handed in without a network: it waits, loses nothing, and goes by itself to one receipt', async ({ chrome, camera }) => {
  test.setTimeout(240_000);
  const office = new Server();
  const problems: string[] = [];
  let context: BrowserContext | undefined;
  try {
    await office.start();
    context = await newPhone(chrome, office);
    const page = await context.newPage();
    watch(page, problems);
    await visit(page);
    await start(page);
    camera.show(CARD);
    await page.goto(`/nop/${CODE}/quet-the/requester`);
    await page.locator('#fill').click({ timeout: 40_000 });
    await expect(page).toHaveURL(/\/trang\//);
    await fillPages(page, ANSWERS);
    await office.stop();
    await context.setOffline(true);
    await expect(page.locator('#offline')).toBeVisible();
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await page.locator('input[type=file][multiple]').last().setInputFiles([await photo(page, 'Giay chung sinh')]);
    await expect(page.locator('.page-line')).toHaveCount(1);
    await page.goto(`/nop/${CODE}/xem-lai`);
    await page.getByLabel(w('review.read')).check();
    await page.getByRole('button', { name: w('review.hand_in') }).click();
    await expect(page.locator('#hand-in-status').getByText(w('hand_in.waiting'))).toBeVisible({ timeout: 90_000 });
    await expect(page.getByText('Nguyễn Gia Bảo')).toBeVisible();
    // A reload while it waits: still there, still waiting.
    await page.reload();
    await expect(page.locator('#hand-in-status').getByText(w('hand_in.waiting'))).toBeVisible({ timeout: 90_000 });
    await page.goto('/theo-doi');
    await expect(page.getByText(w('track.none'), { exact: true })).toBeVisible();
    await page.goto(`/nop/${CODE}/xem-lai`);
    await expect(page.getByText('Nguyễn Gia Bảo')).toBeVisible();
    await office.start();
    await context.setOffline(false);
    await expect(page).toHaveURL(/\/bien-nhan\//, { timeout: 90_000 });
    await page.goto('/theo-doi');
    await expect(page.getByRole('link', { name: /H20\./ })).toHaveCount(1);
    await page.goto(`/nop/${CODE}`);
    await expect(page.getByText(w('no_draft.title'))).toBeVisible();
    // The office has one, too: the tries before did not make others.
    const desk = await (await chrome.newContext({ baseURL: office.url, locale: 'vi-VN' })).newPage();
    await desk.goto('/desk');
    await desk.getByLabel(d('sign_in.user'), { exact: true }).fill('canbo');
    await desk.getByLabel(d('sign_in.password'), { exact: true }).fill('motcua-demo');
    await desk.getByRole('button', { name: d('sign_in.submit') }).click();
    await expect(desk.getByRole('link', { name: /H20\./ })).toHaveCount(1);
    await desk.context().close();
  } finally {
    await context?.close();
    await office.remove();
  }
  expect(problems).toEqual([]);
});

// Stands before the server, and hands out the service worker as if a new build had been put there, once `version` is set.
class Front {
  version = '';
  url = '';
  private proxy: Proxy | undefined;

  async start(behind: string): Promise<void> {
    this.proxy = createServer((question, answer) => {
      const altered = this.version !== '' && question.url === '/sw.js';
      const headers = { ...question.headers };
      if (altered) for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since']) delete headers[name];
      const passed = ask(`${behind}${question.url}`, { method: question.method, headers }, (reply) => {
        if (!altered) {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer);
          return;
        }
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.on('end', () => {
          const text = Buffer.concat(parts).toString().replace(/("?version"?:\s*)"[^"]+"/, `$1"${this.version}"`);
          const { 'content-length': _length, etag: _etag, ...rest } = reply.headers;
          answer.writeHead(200, rest);
          answer.end(text);
        });
      });
      passed.on('error', () => answer.destroy());
      question.pipe(passed);
    });
    await new Promise<void>((done) => this.proxy?.listen(0, '127.0.0.1', done));
    this.url = `http://localhost:${(this.proxy?.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.proxy?.closeAllConnections();
    this.proxy?.close();
  }
}

test('a new build is offered, and taken only when the person presses', async ({ chrome, server }) => {
  const front = new Front();
  const problems: string[] = [];
  let context: BrowserContext | undefined;
  try {
    await front.start(server.url);
    context = await newPhone(chrome, server, { baseURL: front.url });
    const page = await context.newPage();
    watch(page, problems);
    await visit(page);
    await start(page);
    await page.goto(`/nop/${CODE}/trang/requester_name`);
    await expect(page.locator('#requester_name')).toBeVisible();
    await expect(page.locator('#update')).toHaveCount(0);
    front.version = 'next00000000';
    await page.reload();
    await page.locator('#requester_name').fill('NGUYỄN THỊ ÚT');
    await expect(page.locator('#update').getByText(w('notice.update'))).toBeVisible({ timeout: 30_000 });
    await page.evaluate(() => document.documentElement.setAttribute('data-same-page', ''));
    await page.waitForTimeout(3000);
    await expect(page.locator('html[data-same-page]'), 'nothing reloaded by itself').toHaveCount(1);
    await page.locator('#update').getByRole('button', { name: w('notice.update_now') }).click();
    await expect(page.locator('html[data-same-page]'), 'the page reloaded').toHaveCount(0);
    await expect(page.locator('#requester_name')).toHaveValue('NGUYỄN THỊ ÚT');
    await expect(page.locator('#update')).toHaveCount(0);
    await expect.poll(() => page.evaluate(() => caches.keys())).toContain('motcua-build-next00000000');
  } finally {
    await context?.close();
    front.stop();
  }
  expect(problems).toEqual([]);
});
