// The desk's work: each role's own list, filters in the address, steps for many with one undo, the board, the register.
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { scan } from '../support/scanner';
import type { Server } from '../support/server';
import { codes, leave, listed, seeded, sit } from '../support/staff';
import { expect, test } from '../support/test';
import { say } from '../support/words';

const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'work', key, values);
const d = (key: string, values: Record<string, string> = {}): string => say('vi', 'desk', key, values);
const nav = (key: string): string => say('vi', 'nav', key);

let server: Server;
test.beforeAll(async () => {
  server = await seeded(84);
});
test.afterAll(async () => {
  await server.remove();
});

const current = (page: Page) => page.locator('.tabs a[aria-current]');

// How many rows the list has in all.
async function count(page: Page): Promise<number> {
  await listed(page);
  const more = page.getByRole('button', { name: d('list.more') });
  while (await more.isVisible()) {
    const before = await page.locator('tr.work-row').count();
    await more.click();
    await expect.poll(() => page.locator('tr.work-row').count()).toBeGreaterThan(before);
  }
  return await page.locator('tr.work-row').count();
}

test('everybody starts at their own work', async ({ chrome }) => {
  const starts: [string, string][] = [
    ['tiepnhan', w('view.counter')],
    ['canbo2', w('view.mine')],
    ['lanhdao', w('view.approve')],
    ['kiemtra', d('view.all')],
  ];
  for (const [user, view] of starts) {
    const desk = await sit(chrome, server, user);
    await expect(current(desk.page), user).toContainText(view);
    await listed(desk.page);
    await leave(desk);
  }
  // Reception sees where a dossier stands and opens none; who only looks has nothing to choose.
  const reception = await sit(chrome, server, 'letan', '/desk?xem=all');
  await listed(reception.page);
  await expect(reception.page.locator('tr.work-row').first()).toBeVisible();
  await expect(reception.page.locator('.work-link')).toHaveCount(0);
  await expect(reception.page.locator('#choose-all')).toHaveCount(0);
  await leave(reception);
  const auditor = await sit(chrome, server, 'kiemtra', '/desk');
  await expect(auditor.page.locator('.work-link').first()).toBeVisible();
  await expect(auditor.page.locator('#choose-all')).toHaveCount(0);
  await leave(auditor);
});

test('filters stand in the address, come off one by one, and are saved without what was searched', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'canbo', '/desk?xem=all');
  const { page } = desk;
  const all = await count(page);
  await page.keyboard.press('f');
  await expect(page.locator('#filter-field')).toBeFocused();
  await page.locator('#filter-field').selectOption('chung_thuc');
  await expect(page).toHaveURL(/linh-vuc=chung_thuc/);
  const rows = () => page.locator('tr.work-row').count();
  await expect.poll(rows).toBeLessThan(all);
  expect(await rows()).toBeGreaterThan(0);
  await page.locator('#filter-channel').selectOption('online');
  await expect(page).toHaveURL(/kenh=online/);
  await expect(page.locator('.filter-mark')).toHaveCount(2);
  await page.locator('#search').fill('nguyen');
  await expect(page).toHaveURL(/tim=nguyen/);
  await page.locator('#filter-name').fill('Chứng thực trên mạng');
  await page.getByRole('button', { name: w('saved.add') }).click();
  const saved = page.getByRole('link', { name: 'Chứng thực trên mạng' });
  await expect(saved).toBeVisible();
  expect(await saved.getAttribute('href')).not.toContain('tim=');
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('nguyen');
  await expectAccessible(page, 'filters');
  // A link of its own: another tab shows the same.
  const same = await desk.context.newPage();
  await same.goto(page.url());
  await listed(same);
  const there = await codes(same);
  await expect.poll(() => codes(page)).toEqual(there);
  await same.close();
  await page.goto('/desk?xem=all');
  await saved.click();
  await expect(page).toHaveURL(/linh-vuc=chung_thuc/);
  await expect(saved).toHaveAttribute('aria-current', 'page');
  await page.locator('.filter-mark').first().click();
  await expect(page).not.toHaveURL(/linh-vuc/);
  await page.getByRole('button', { name: w('saved.remove', { name: 'Chứng thực trên mạng' }) }).click();
  await expect(saved).toHaveCount(0);
  await leave(desk);
});

test('several take one step together; a colleague was faster with one; one undo takes the rest back', async ({ chrome }) => {
  const clerk = await sit(chrome, server, 'tiepnhan', '/desk?xem=new');
  const colleague = await sit(chrome, server, 'canbo', '/desk?xem=new');
  const { page } = clerk;
  await listed(page);
  const waiting = await codes(page);
  expect(waiting.length).toBeGreaterThanOrEqual(4);

  // By the keyboard alone: down, choose, two more down, choose all between.
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(page.getByText(w('batch.chosen', { count: '3' }))).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('#batch-bar')).toHaveCount(0);
  // By the mouse: one, and with Shift up to the last.
  const boxes = page.locator('.work-choose input');
  await boxes.first().click();
  await boxes.nth(2).click({ modifiers: ['Shift'] });
  await expect(boxes.nth(1)).toBeChecked();
  await expect(page.getByText(w('batch.chosen', { count: '3' }))).toBeVisible();
  await expectAccessible(page, 'a list with chosen dossiers');
  await expectNoSidewaysScroll(page, 'a list with chosen dossiers');

  // Somebody else receives the second one first.
  const taken = waiting[1]!;
  await colleague.page.getByRole('link', { name: taken }).click();
  await colleague.page.getByRole('button', { name: d('act.receive'), exact: true }).click();
  await expect(colleague.page.getByRole('button', { name: d('act.start'), exact: true })).toBeVisible();

  await page.getByRole('button', { name: w('batch.receive'), exact: true }).click();
  const outcome = page.locator('#batch-outcome');
  await expect(outcome).toContainText(w('batch.done_receive', { count: '2' }));
  await expect(outcome).toBeFocused();
  await expect(outcome).toContainText(w('batch.refused', { count: '1' }));
  await expect(outcome).toContainText(taken);
  await expectAccessible(page, 'the outcome of a batch');
  await listed(page);
  await expect.poll(() => codes(page)).toEqual(waiting.slice(3));

  // The undo is still there after a look at another page.
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { level: 1, name: w('board.title') })).toBeVisible();
  await page.goBack();
  await page.getByRole('button', { name: new RegExp(w('batch.undo').split('(')[0]!.trim()) }).click();
  await expect(outcome).toContainText(w('batch.undone', { count: '2' }));
  await expect.poll(() => codes(page)).toEqual(waiting.filter((code) => code !== taken));
  await expect(page.getByRole('button', { name: new RegExp(w('batch.undo').split('(')[0]!.trim()) })).toHaveCount(0);
  await leave(clerk);
  await leave(colleague);
});

test('what is handed out is asked once more; different steps have nothing in common', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'tiepnhan', '/desk?xem=to_return');
  const { page } = desk;
  await listed(page);
  const done = await codes(page);
  expect(done.length).toBeGreaterThan(1);
  await page.locator('.work-choose input').first().check();
  await page.getByRole('button', { name: w('batch.return'), exact: true }).click();
  const dialog = page.locator('#return-many');
  await expect(dialog).toBeVisible();
  await expectAccessible(page, 'returning several');
  await dialog.getByLabel(w('way.post')).check();
  await dialog.locator('#return-note').fill('EK123456789VN');
  await dialog.getByRole('button', { name: w('batch.return_now'), exact: true }).click();
  await expect(page.locator('#batch-outcome')).toContainText(w('batch.done_return', { count: '1' }));
  await expect(page.getByRole('button', { name: new RegExp(w('batch.undo').split('(')[0]!.trim()) })).toHaveCount(0);
  await expect.poll(() => codes(page)).toEqual(done.slice(1));

  await page.goto('/desk?xem=done');
  await listed(page);
  await page.keyboard.press('a');
  await expect(page.getByText(w('batch.nothing'))).toBeVisible();
  await leave(desk);
});

test('a leader gives work to an officer, and the officer finds it', async ({ chrome }) => {
  const leader = await sit(chrome, server, 'lanhdao', '/desk?xem=working');
  await listed(leader.page);
  const code = (await codes(leader.page))[0]!;
  await leader.page.locator('.work-choose input').first().check();
  await leader.page.getByRole('button', { name: w('batch.assign'), exact: true }).click();
  const dialog = leader.page.locator('#assign-many');
  await dialog.getByRole('button', { name: w('batch.assign_now'), exact: true }).click();
  await expect(dialog.getByText(w('assign.missing'))).toBeVisible();
  await expect(dialog.locator('#assign-to')).toBeFocused();
  await dialog.locator('#assign-to').selectOption({ label: 'Công chức xử lý (thử)' });
  await dialog.locator('#assign-note').fill('Làm trước thứ sáu');
  await expectAccessible(leader.page, 'assigning several');
  await dialog.getByRole('button', { name: w('batch.assign_now'), exact: true }).click();
  await expect(leader.page.locator('#batch-outcome')).toContainText(w('batch.done_assign', { count: '1' }));
  await leave(leader);
  const officer = await sit(chrome, server, 'canbo2');
  await expect(current(officer.page)).toContainText(w('view.mine'));
  await expect(officer.page.getByRole('link', { name: code })).toBeVisible();
  await leave(officer);
});

test('news waits behind a button and moves no row', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'canbo', '/desk?xem=new');
  const colleague = await sit(chrome, server, 'tiepnhan', '/desk?xem=new');
  await listed(desk.page);
  const before = await codes(desk.page);
  const top = await desk.page.locator('tr.work-row').nth(1).boundingBox();
  await listed(colleague.page);
  await colleague.page.locator('.work-choose input').first().check();
  await colleague.page.getByRole('button', { name: w('batch.receive'), exact: true }).click();
  await expect(colleague.page.locator('#batch-outcome')).toBeVisible();
  const news = desk.page.getByRole('button', { name: w('list.changed') });
  await expect(news).toBeVisible({ timeout: 30_000 });
  expect(await codes(desk.page)).toEqual(before);
  expect((await desk.page.locator('tr.work-row').nth(1).boundingBox())?.y).toBe(top?.y);
  await desk.page.keyboard.press('r');
  await expect.poll(() => codes(desk.page)).toEqual(before.slice(1));
  await expect(news).toHaveCount(0);
  await colleague.page.keyboard.press('u');
  await expect(colleague.page.locator('#batch-outcome')).toContainText(w('batch.undone', { count: '1' }));
  await leave(desk);
  await leave(colleague);
});

test('each number of the board is what its list holds', async ({ chrome }) => {
  test.setTimeout(240_000);
  for (const user of ['canbo', 'lanhdao', 'canbo2']) {
    const desk = await sit(chrome, server, user, '/desk/hom-nay');
    const { page } = desk;
    await expect(page.locator('.figure').first()).toBeVisible();
    const figures = await page.locator('.figure').evaluateAll((links) =>
      links.map((link) => ({
        href: link.getAttribute('href')!,
        count: Number(link.querySelector('.figure-count')!.textContent!.replaceAll('.', '')),
      })),
    );
    expect(figures.length).toBeGreaterThan(8);
    for (const { href, count: promised } of figures) {
      await page.goto(href);
      expect(await count(page), `${user}: ${href}`).toBe(promised);
    }
    await leave(desk);
  }
});

test('the register by year, with its numbers, as PDF and as XLSX', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'lanhdao', '/desk/so');
  const { page } = desk;
  await expect(page.getByRole('heading', { level: 1, name: w('register.title') })).toBeVisible();
  const numbers = (await page.locator('tbody tr td:first-child').allTextContents()).map(Number);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  for (const [key, head] of [['register.pdf', '%PDF-'], ['register.xlsx', 'PK']] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: w(key) }).click();
    const file = await (await download).path();
    expect(readFileSync(file).subarray(0, head.length).toString('latin1')).toBe(head);
  }
  await page.goto('/desk/so?nam=1999');
  await expect(page.getByText(w('register.empty', { year: '1999' }))).toBeVisible();
  await leave(desk);
});

test('shortcuts: listed under ?, jumps to pages, asleep while typing, off when switched off', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'canbo');
  const { page } = desk;
  await listed(page);
  await page.keyboard.press('?');
  const help = page.locator('#key-help');
  await expect(help).toBeVisible();
  for (const key of ['keys.choose', 'keys.batch', 'keys.go']) await expect(help.getByText(w(key))).toBeVisible();
  await expect(help.getByText(nav('accounts'))).toHaveCount(0);
  await expectAccessible(page, 'the shortcuts');
  await page.keyboard.press('Escape');
  for (const [letter, path] of [['h', '/desk/hom-nay'], ['s', '/desk/so'], ['d', '/desk']] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
  }
  // Not a page of this account: nothing happens.
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page).toHaveURL(/\/desk$/);
  await page.keyboard.press('/');
  await expect(page.locator('#search')).toBeFocused();
  await page.keyboard.type('gh x');
  await expect(page.locator('#search')).toHaveValue('gh x');
  await expect(page.locator('#batch-bar')).toHaveCount(0);
  await page.locator('#search').fill('');
  await page.locator('#page-title').focus();
  await page.keyboard.press('?');
  await help.getByLabel(d('keys.on')).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page).not.toHaveURL(/hom-nay/);
  await leave(desk);
});

test('a code under the scanner opens its dossier, on any page and in any field', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'canbo', '/desk?xem=all');
  const { page } = desk;
  await listed(page);
  const code = (await codes(page))[3]!;
  await page.goto('/desk/so');
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await scan(page, code);
  await expect(page).toHaveURL(/\/desk\/ho-so\//);
  await expect(page.locator('h1')).toContainText(code);
  await page.goto('/desk');
  await page.locator('#search').fill('nguyen');
  await scan(page, code);
  await expect(page.locator('h1')).toContainText(code);
  const parts = code.split('-');
  const unknown = [...parts.slice(0, -1), '9999'].join('-');
  await scan(page, unknown);
  await expect(page.locator('.scan-note')).toContainText(unknown);
  await leave(desk);
});
