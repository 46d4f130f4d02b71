// A fee from the counter to the register: asked with a code, paid by the bank's report, by a statement whose second line is left over and
// assigned by hand, and every number of the cash register opens its list.
import { createHmac } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { findInPdf } from '../support/pdf';
import { Server, serverBin } from '../support/server';
import { leave, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { say } from '../support/words';

const m = (key: string, values: Record<string, string> = {}): string => say('vi', 'money', key, values);
const p = (key: string, values: Record<string, string> = {}): string => say('vi', 'pay', key, values);
const SECRET = 'the-secret-of-the-browser-tests-bank';
const ACCOUNT = '6601201000001';

const server = new Server();
test.beforeAll(async () => {
  execFileSync(serverBin, ['seed', '--dossiers', '40', '--data', server.data], { stdio: 'ignore' });
  const file = join(server.data, 'bank-secret');
  writeFileSync(file, SECRET);
  await server.start('--bank-secret-file', file);
});
test.afterAll(async () => {
  await server.remove();
});

const vnd = (amount: number): string => `${amount.toLocaleString('vi-VN')} đồng`;
const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());

// The bank's program: no browser, no session, a signature.
async function report(movements: object[]): Promise<string[]> {
  const body = JSON.stringify({ account: ACCOUNT, movements });
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'motcua-time': time, 'motcua-signature': `sha256=${signature}` };
  const answer = await fetch(`${server.url}/api/bank/movements`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { outcomes: string[] }).outcomes;
}

type Own = { id: string; code: string; fee: number; link: string };

// Dossiers with a fee for which nothing is asked yet, and the link of each receipt.
async function own(page: Page, count: number): Promise<Own[]> {
  const found = await page.evaluate(async (count) => {
    const headers = { 'x-motcua-contract': '1' };
    const get = async <T>(path: string): Promise<T> => (await (await fetch(path, { headers })).json()) as T;
    const all: { id: string; code: string; fee: number; paper: string }[] = [];
    for (const procedure of ['2.000815', '2.000884']) {
      const list = await get<{ items: { id: string; code: string; state: string }[] }>(`/api/desk/dossiers?view=all&procedure=${procedure}`);
      for (const { id, code, state } of list.items) {
        if (all.length === count || ['refused', 'stopped', 'submitted', 'payment_requested'].includes(state)) continue;
        const { fee, payments } = await get<{ fee?: number; payments: object[] }>(`/api/desk/dossiers/${id}/payments`);
        const paper = await fetch(`/api/desk/dossiers/${id}/papers/receipt`, { headers });
        if (!fee || payments.length > 0 || !paper.ok) continue;
        const bytes = new Uint8Array(await paper.arrayBuffer());
        all.push({ id, code, fee, paper: btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), '')) });
      }
    }
    return all;
  }, count);
  expect(found).toHaveLength(count);
  return found.map(({ paper, ...one }) => ({ ...one, link: link(Buffer.from(paper, 'base64')) }));
}

// The tracking link in the code of a printed receipt: the code's alternative text has its address.
function link(pdf: Buffer): string {
  return findInPdf(pdf, /\/theo-doi#[\w.-]+\.[\w-]{32}/)[0];
}

// Asks for the fee on the dossier's page and gives back the text of the transfer.
async function ask(page: Page, dossier: Own): Promise<string> {
  await page.goto(`/desk/ho-so/${dossier.id}`);
  const panel = page.locator('#fees');
  await expect(panel.locator('#fee-amount')).toHaveValue(String(dossier.fee));
  await panel.getByRole('button', { name: m('ask'), exact: true }).click();
  await expect(panel.getByText(p('state.asked'), { exact: true })).toBeVisible();
  return (await panel.locator('article .mono').first().innerText()).trim();
}

test('a fee is paid by webhook, by statement and by hand, and the register adds up', async ({ chrome }) => {
  test.setTimeout(240_000);
  const clerk = await sit(chrome, server, 'canbo');
  const desk = clerk.page;
  const [first, second, third] = (await own(desk, 3)) as [Own, Own, Own];
  const problems: string[] = [];
  const context = await newPhone(chrome, server, { viewport: { width: 320, height: 640 } });
  const phone = await context.newPage();
  watch(phone, problems);

  const text = await ask(desk, first);
  await test.step('the phone shows what to pay, and paying is not done by showing it', async () => {
    await phone.goto(first.link);
    const card = phone.locator('section.pay').first();
    await expect(card.getByText(p('state.asked'), { exact: true })).toBeVisible();
    await expect(card.getByRole('img', { name: p('code_label') })).toBeVisible();
    await expect(card.getByText(p('no_proof'))).toBeVisible();
    for (const value of ['Agribank', ACCOUNT, vnd(first.fee), text]) await expect(card.getByText(value, { exact: true }).first()).toBeVisible();
    await expectNoSidewaysScroll(phone, 'the fee at 320 pixels');
    await expectAccessible(phone, 'the fee on the phone');
    await phone.screenshot({ path: 'results/payment-phone.png', fullPage: true });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
    await card.getByRole('button', { name: p('copy_label', { name: p('field.text'), value: text }) }).click();
    await expect(card.getByText(p('copied'), { exact: true })).toBeVisible();
    expect(await phone.evaluate(() => navigator.clipboard.readText())).toBe(text);
  });

  await test.step('the counter shows the code, and the money arrives on both screens', async () => {
    await desk.locator('#fees').getByRole('link', { name: m('act.show') }).click();
    await expect(desk.locator('#payment-sheet').getByRole('img', { name: p('code_label') })).toBeVisible();
    await expectAccessible(desk, 'the payment sheet');
    await desk.screenshot({ path: 'results/payment-sheet.png', fullPage: true });
    const credit = { kind: 'credit', reference: 'WEB-1', amount: first.fee, day: today(), text: `MBVCB.77.${text.toLowerCase()}.CT tu 0071` };
    expect(await report([credit])).toEqual(['booked']);
    expect(await report([credit])).toEqual(['known']);
    await expect(desk.locator('#payment-sheet').getByText(p('state.paid'), { exact: true })).toBeVisible();
    await phone.getByRole('button', { name: say('vi', 'citizen', 'track.refresh') }).click();
    await expect(phone.locator('section.pay').first().getByText(p('state.paid'), { exact: true })).toBeVisible();
    await expect(phone.locator('section.pay .qr-code')).toHaveCount(0);
  });

  const [matched, other] = [await ask(desk, second), await ask(desk, third)];
  await test.step('a statement: one line matches, one is left over and assigned by hand', async () => {
    const [year, month, day] = today().split('-');
    const date = `${day}/${month}/${year}`;
    const file = [
      'Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung',
      `${date},STM-1,,"${second.fee.toLocaleString('en-US')}",${matched} cam on`,
      `${date},STM-2,,${third.fee},chuyen tien nop le phi`,
    ].join('\n');
    await desk.goto('/desk/thu-phi');
    await expect(desk.getByText(m('empty.open'))).toBeVisible();
    const choose = (name: string, text: string) =>
      desk.locator('#statement').setInputFiles([{ name, mimeType: 'text/csv', buffer: Buffer.from(text) }]);
    await choose('anh.csv', 'PK\u0003\u0004');
    await expect(desk.getByText(m('refusal.statement_unreadable'))).toBeVisible();
    await choose('saoke.csv', file);
    await expect(desk.getByText(m('import.preview', { count: '2', booked: '1', open: '1', known: '0' }))).toBeVisible();
    await expectAccessible(desk, 'the preview of a statement');
    await desk.screenshot({ path: 'results/payment-import.png', fullPage: true });
    await desk.getByRole('button', { name: m('import.keep') }).click();
    await expect(desk.getByText(m('import.result', { count: '2', booked: '1', open: '1', known: '0' }))).toBeVisible();
    const left = desk.getByRole('article', { name: 'STM-2' });
    await expect(left.getByText(m('why.none'))).toBeVisible();
    await left.getByLabel(m('assign.label')).fill(third.code);
    await left.getByRole('button', { name: m('act.assign') }).click();
    await expect(left).toHaveCount(0);
    await desk.locator('#money-done').getByRole('button', { name: m('undo') }).click();
    await expect(left.getByText(m('why.released'))).toBeVisible();
    await left.getByLabel(m('assign.label')).fill(other);
    await left.getByRole('button', { name: m('act.assign') }).click();
    await expect(desk.getByText(m('empty.open'))).toBeVisible();
    await expectAccessible(desk, 'the page of movements');
    await choose('saoke.csv', file);
    await expect(desk.getByText(m('import.preview', { count: '2', booked: '0', open: '0', known: '2' }))).toBeVisible();
  });

  await test.step('the register adds up, and a number opens its list', async () => {
    await desk.goto('/desk/so-quy');
    const sums = desk.locator('#cash-sums');
    const total = first.fee + second.fee + third.fee;
    await expect(sums.getByRole('link', { name: vnd(total) }).first()).toBeVisible();
    await desk.screenshot({ path: 'results/payment-cashbook.png', fullPage: true });
    await sums.locator('li', { hasText: m('means.statement') }).getByRole('link').click();
    await expect(desk.getByRole('heading', { level: 2, name: m('means.statement') })).toBeVisible();
    await expect(desk.locator('#cash-sum')).toHaveText(vnd(second.fee + third.fee));
    await expectAccessible(desk, 'the cash register');
  });

  await context.close();
  expect(problems).toEqual([]);
  await leave(clerk);
});
