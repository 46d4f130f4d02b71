// What nobody should send, and what breaks: each is refused with its sentence, and nothing that was there is lost.
import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { BROKEN_CARD, CONTRADICTING_CARD } from '../support/camera';
import { badFiles, pdf, photo } from '../support/files';
import { CODE } from '../support/birth';
import { Server, serverBin } from '../support/server';
import { expect, newPhone, test, watch } from '../support/test';
import { of, say } from '../support/words';

const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'citizen', key, values);
const d = (key: string, values: Record<string, string> = {}): string => say('vi', 'desk', key, values);
const s = (key: string, values: Record<string, string> = {}): string => say('vi', 'scan', key, values);
const coded = (key: string): string => say('vi', 'codes', key);

// A draft in which the paper from the hospital is asked for, opened at that paper.
async function paperPage(page: Page): Promise<void> {
  await page.goto(`/tt/${CODE}`);
  await page.locator('input[name=abandoned][value=no]').check();
  await page.locator('input[name=has_birth_paper][value=yes]').check();
  await page.getByRole('button', { name: w('procedure.start') }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
  await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
  await expect(page.locator('#next')).toBeVisible();
}

const gallery = (page: Page) => page.locator('input[type=file][multiple]').last();
const lines = (page: Page) => page.locator('.page-line');

async function typeCode(page: Page, text: string): Promise<void> {
  await page.goto('/quet');
  await page.locator('#typed').fill(text);
  await page.getByRole('button', { name: s('type.do') }).click();
}

test('files that are not papers are refused with their reason; what was there stays', async ({ phone }) => {
  await paperPage(phone);
  await gallery(phone).setInputFiles([await photo(phone, 'Giay chung sinh')]);
  await expect(lines(phone)).toHaveCount(1);
  await expect(phone.getByText(w('paper.sent'))).toHaveCount(1, { timeout: 30_000 });
  for (const [code, file] of await badFiles(phone)) {
    await test.step(`${file.name}: ${code}`, async () => {
      await gallery(phone).setInputFiles([file]);
      await expect(phone.getByText(coded(`problem.${code}`)).first()).toBeVisible({ timeout: 30_000 });
      if (code === 'pdf_too_many_pages') {
        // Only the server counts pages: it stands in the list, marked as not sent, and can be removed.
        await expect(lines(phone)).toHaveCount(2);
        await lines(phone).last().getByText(say('vi', 'common', 'action.remove'), { exact: true }).click();
      } else {
        await expect(phone.getByText(file.name).first(), 'the file is named').toBeVisible();
      }
      await expect(lines(phone)).toHaveCount(1);
      await expect(phone.getByText(w('paper.sent'))).toHaveCount(1);
    });
  }
  await test.step('a good file is taken after all of them', async () => {
    await gallery(phone).setInputFiles([pdf('mot-trang.pdf', 1)]);
    await expect(lines(phone)).toHaveCount(2);
    await expect(phone.getByText(w('paper.sent'))).toHaveCount(2, { timeout: 30_000 });
    await phone.reload();
    await expect(lines(phone)).toHaveCount(2);
  });
});

test('codes that lead nowhere good are explained, and never opened', async ({ phone, server }) => {
  // The camera never opens: else it may read the code before it while the hand still types.
  await phone.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
  });
  await phone.goto('/');
  const asked: string[] = [];
  phone.on('request', (request) => asked.push(request.url()));
  await typeCode(phone, 'ế'.repeat(4000));
  await expect(phone.getByText(s('nothing.text'))).toBeVisible();
  await typeCode(phone, '%00\u200b<script>alert(1)</script>');
  await expect(phone.getByText('<script>alert(1)</script>')).toBeVisible();
  await typeCode(phone, 'https://dichvucong.gov.vn.evil.com/tt/1.001193');
  await expect(phone.getByText(s('link.suspicious'))).toBeVisible();
  await expect(phone.getByText('dichvucong.gov.vn.evil.com')).toBeVisible();
  await expect(phone.getByText(s('suspicion.look_alike'))).toBeVisible();
  await expect(phone.locator('a[href*="evil.com"]')).toHaveCount(0);
  await typeCode(phone, 'https://dichvucong.gov.vn@evil.com/');
  await expect(phone.getByText(s('suspicion.user_info'))).toBeVisible();
  await typeCode(phone, '9.999999');
  await expect(phone.locator('#found')).toBeVisible();
  await typeCode(phone, BROKEN_CARD);
  await expect(phone.getByText(coded('card_error.card_birth_date'))).toBeVisible();
  for (const url of asked.filter((url) => /^https?:/.test(url))) expect(url.startsWith(`${server.url}/`), url).toBe(true);
});

test('a code full of nonsense in front of the camera is shown as text and leads nowhere', async ({ phone, camera }) => {
  const nonsense = `javascript:alert(1) <img src=x onerror=alert(1)> ${'bậy bạ '.repeat(20)}`;
  camera.show(nonsense);
  await phone.goto('/quet');
  await expect(phone.locator('#found')).toBeVisible({ timeout: 30_000 });
  await expect(phone).toHaveURL(/\/quet$/);
  await expect(phone.locator('#found')).toContainText('onerror=alert(1)');
  await expect(phone.locator('#found img, #found a[href^="javascript:"]')).toHaveCount(0);
  await phone.getByRole('button', { name: s('again'), exact: true }).click();
  await expect(phone.locator('#typed')).toBeVisible();
});

test('a camera that sees nothing says why, and the code can be typed', async ({ phone, camera }) => {
  camera.cover();
  await phone.goto('/quet');
  await expect(phone.locator('.scanner-hint')).toHaveText(s('camera.dark'), { timeout: 60_000 });
  await typeCode(phone, '9.999999');
  await expect(phone.locator('#found')).toBeVisible();
});

test('a card in front of the camera: month 13 is said, a contradiction is said and still fills', async ({ phone, camera }) => {
  await paperPage(phone);
  camera.show(BROKEN_CARD);
  await phone.goto(`/nop/${CODE}/quet-the/requester`);
  await expect(phone.getByText(coded('card_error.card_birth_date'))).toBeVisible({ timeout: 30_000 });
  await expect(phone.locator('#fill')).toHaveCount(0);
  camera.show(CONTRADICTING_CARD);
  await phone.reload();
  await expect(phone.locator('#fill')).toBeVisible({ timeout: 30_000 });
  await expect(phone.getByText(s('card.odd'), { exact: true })).toBeVisible();
  await expect(phone.getByText(coded('card_warning.gender_digit'))).toBeVisible();
  await phone.locator('#fill').click();
  await expect(phone).toHaveURL(/\/trang\//);
  await phone.goto(`/nop/${CODE}/trang/requester_name`);
  await expect(phone.locator('#requester_name')).toHaveValue('TRẦN THỊ HOA');
});

for (const [name, code] of [['NotAllowedError', 'denied'], ['NotFoundError', 'missing'], ['NotReadableError', 'in_use']] as const) {
  test(`no camera (${code}): the reason is said, and the hand still works`, async ({ chrome, server }) => {
    const problems: string[] = [];
    const context = await newPhone(chrome, server);
    await context.addInitScript((kind) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused by the test', kind));
    }, name);
    const page = await context.newPage();
    watch(page, problems);
    await page.goto('/quet');
    await expect(page.getByText(coded(`camera.${code}`))).toBeVisible();
    await expect(page.getByRole('button', { name: s('camera.retry') })).toBeVisible();
    await page.locator('#typed').fill(CODE);
    await page.getByRole('button', { name: s('type.do') }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(CODE, 'vi', 'name'));
    await page.getByRole('button', { name: w('procedure.start') }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
    await page.goto(`/nop/${CODE}/quet-the/requester`);
    await expect(page.getByText(coded(`camera.${code}`))).toBeVisible();
    await page.getByRole('link', { name: s('card.by_hand') }).click();
    await expect(page).toHaveURL(/\/trang\//);
    await context.close();
    expect(problems).toEqual([]);
  });
}

test('the API refuses with stable codes', async ({ server, request }) => {
  const url = `${server.url}/api/submissions`;
  const own = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', origin: server.url };
  const device = await request.post(`${server.url}/api/devices`, { headers: own, data: Buffer.from('{}') });
  expect(device.ok()).toBe(true);
  const { token } = (await device.json()) as { token: string };
  const full = { ...own, 'x-motcua-device': token, 'idempotency-key': crypto.randomUUID() };
  const body = { procedure: CODE, version: '2026-01-01', answers: {}, notice: '1', language: 'vi' };
  const refused = async (headers: Record<string, string>, data: string): Promise<[number, string]> => {
    const answer = await request.post(url, { headers, data: Buffer.from(data) });
    expect(answer.headers()['content-type']).toContain('application/problem+json');
    const problem = (await answer.json()) as { code: string; status: number };
    expect(problem.status).toBe(answer.status());
    return [answer.status(), problem.code];
  };
  expect(await refused(full, '{not json')).toEqual([400, 'bad_body']);
  expect(await refused(full, JSON.stringify({ ...body, surprise: 1 }))).toEqual([400, 'bad_body']);
  expect(await refused({ ...full, 'content-type': 'text/plain' }, JSON.stringify(body))).toEqual([415, 'unsupported_media']);
  expect(await refused(full, JSON.stringify({ ...body, version: '1999-01-01' }))).toEqual([409, 'procedure_changed']);
  expect(await refused({ ...full, 'sec-fetch-site': 'cross-site', origin: 'https://evil.com' }, JSON.stringify(body))).toEqual([403, 'cross_site']);
  expect(await refused({ ...full, 'idempotency-key': 'x' }, JSON.stringify(body))).toEqual([400, 'bad_header']);
  const bare = await refused(own, JSON.stringify(body));
  expect([400, 401]).toContain(bare[0]);
  expect(['bad_header', 'signed_out']).toContain(bare[1]);
  const nowhere = await request.get(`${server.url}/api/nowhere`);
  expect(nowhere.status()).toBe(404);
  expect(((await nowhere.json()) as { code: string }).code).toBe('not_found');
});

test('a full disk on the server: said, and the page stays on the phone', async ({ chrome }) => {
  test.setTimeout(240_000);
  const full = new Server();
  const problems: string[] = [];
  try {
    await full.start('--disk-reserve', '9000000000000000');
    const context = await newPhone(chrome, full);
    const page = await context.newPage();
    watch(page, problems);
    await paperPage(page);
    await gallery(page).setInputFiles([await photo(page, 'Giay chung sinh')]);
    await expect(lines(page)).toHaveCount(1);
    await expect(page.getByText(coded('problem.storage_full'))).toBeVisible({ timeout: 180_000 });
    await page.reload();
    await expect(lines(page)).toHaveCount(1);
    await context.close();
  } finally {
    await full.remove();
  }
  expect(problems).toEqual([]);
});

test('a sign-in that ends while a clerk types: sign in again, nothing typed is lost', async ({ chrome }) => {
  const office = new Server();
  const problems: string[] = [];
  try {
    execFileSync(serverBin, ['seed', '--data', office.data, '--dossiers', '12'], { stdio: 'ignore' });
    await office.start();
    const context = await chrome.newContext({ baseURL: office.url, viewport: { width: 1366, height: 768 }, locale: 'vi-VN' });
    const desk = await context.newPage();
    watch(desk, problems);
    await desk.goto('/desk');
    await desk.getByLabel(d('sign_in.user'), { exact: true }).fill('canbo');
    await desk.getByLabel(d('sign_in.password'), { exact: true }).fill('motcua-demo');
    await desk.getByRole('button', { name: d('sign_in.submit') }).click();
    await expect(desk.getByRole('heading', { level: 1, name: d('list.title') })).toBeVisible();
    const rows = desk.getByRole('link', { name: /H20\./ });
    await expect(rows.first()).toBeVisible();
    const hrefs = await rows.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    const ask = desk.getByRole('button', { name: d('act.supplement') });
    for (const href of hrefs) {
      await desk.goto(href);
      await expect(desk.locator('#actions-title')).toBeVisible();
      if ((await ask.count()) > 0) break;
    }
    await ask.click();
    // Where the case hands in no paper, the first group is folded.
    const group = desk.locator('details.pick-group').first();
    if ((await group.getAttribute('open')) === null) await group.locator('summary').click();
    const pick = desk.locator('input[type=checkbox][id^="pick-"]').first();
    await pick.check();
    const field = ((await pick.getAttribute('id')) ?? '').slice('pick-'.length);
    const why = desk.locator(`[id="why-${field}"]`);
    await why.fill('Ảnh bị mờ, xin chụp lại nơi sáng.');
    await context.clearCookies();
    await desk.getByRole('button', { name: d('supplement.preview'), exact: true }).click();
    await desk.getByRole('button', { name: d('supplement.send') }).click();
    const again = desk.locator('#sign-in-again');
    await expect(again.getByText(d('sign_in.again_text'))).toBeVisible();
    await desk.locator('#again-user').fill('canbo');
    await desk.locator('#again-password').fill('sai-mat-khau');
    await again.getByRole('button', { name: d('sign_in.submit') }).click();
    await expect(again.getByText(coded('problem.bad_credentials'))).toBeVisible();
    await desk.locator('#again-password').fill('motcua-demo');
    await again.getByRole('button', { name: d('sign_in.submit') }).click();
    await expect(again).toBeHidden();
    await expect(why).toHaveValue('Ảnh bị mờ, xin chụp lại nơi sáng.');
    await desk.getByRole('button', { name: d('supplement.preview'), exact: true }).click();
    await desk.getByRole('button', { name: d('supplement.send') }).click();
    await expect(desk.getByText(d('act.waiting_citizen'))).toBeVisible();
    await context.close();
  } finally {
    await office.remove();
  }
  expect(problems).toEqual([]);
});
