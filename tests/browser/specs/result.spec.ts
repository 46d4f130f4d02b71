// A result written at the desk: its fields, the refusal for what the template lacks, the PDF read beside, the leader's
// approval; a paper that the server refuses says so on the page; dossiers that count as overdue are found.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import type { Server } from '../support/server';
import { leave, seeded, sit } from '../support/staff';
import { expect, test } from '../support/test';
import { say } from '../support/words';

const c = (key: string): string => say('vi', 'counter', key);
const d = (key: string): string => say('vi', 'desk', key);
const w = (key: string): string => say('vi', 'work', key);

let server: Server;
test.beforeAll(async () => {
  server = await seeded(84);
});
test.afterAll(async () => {
  await server.remove();
});

const press = async (page: Page, words: string): Promise<void> => page.getByRole('button', { name: words, exact: true }).first().click();
const said = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).first();

// A dossier in processing whose results a leader approves.
async function inProcessing(page: Page): Promise<string> {
  const id = await page.evaluate(async () => {
    for (const procedure of ['1.004873', '1.001193', '1.000894', '1.000656', '1.001776']) {
      const answer = await fetch(`/api/desk/dossiers?view=working&procedure=${procedure}`, { headers: { 'x-motcua-contract': '1' } });
      const list = (await answer.json()) as { items: { id: string; state: string; proposed?: boolean }[] };
      const found = list.items.find((item) => item.state === 'processing' && !item.proposed);
      if (found) return found.id;
    }
    return '';
  });
  expect(id).not.toBe('');
  return id;
}

test('a result from the template: what is missing is named, the PDF is read beside, the leader approves it', async ({ chrome }) => {
  test.setTimeout(240_000);
  const officer = await sit(chrome, server, 'canbo2');
  const desk = officer.page;
  const id = await inProcessing(desk);
  await desk.goto(`/desk/ho-so/${id}`);
  await press(desk, c('act.propose'));
  await desk.getByLabel(c('letter.template')).check();
  await expect(desk.locator('#letter-text')).toHaveValue(/H20\.299/);

  await test.step('without a title nothing is printed', async () => {
    const refused = desk.waitForResponse((answer) => answer.url().endsWith('/letters'));
    await press(desk, c('letter.look'));
    expect((await refused).status()).toBe(422);
    await expect(desk.locator('#letter-title-error')).toContainText(c('letter.title_missing'));
    await expect(desk.locator('#letter-title')).toBeFocused();
    await expect(desk.locator('#letter-preview')).toHaveCount(0);
    await expectAccessible(desk, 'a letter without a title');
  });

  await test.step('it is printed and read; a change asks to read again', async () => {
    await desk.locator('#letter-title').fill('Giấy xác nhận');
    await desk.locator('#letter-number').fill('12/GXN-UBND');
    const text = await desk.locator('#letter-text').inputValue();
    await desk.locator('#letter-text').fill(`${text}\nÔng/bà có tên trên đã đủ điều kiện theo quy định.`);
    await press(desk, c('letter.look'));
    await expect(desk.locator('#letter-frame')).toBeVisible({ timeout: 30_000 });
    const name = desk.getByRole('button', { name: c('propose.submit'), exact: true });
    await expect(name).toBeVisible();
    await desk.locator('#letter-number').fill('13/GXN-UBND');
    await expect(desk.locator('#letter-frame')).toHaveCount(0);
    await expect(name).toHaveCount(0);
    await press(desk, c('letter.look'));
    await expect(desk.locator('#letter-frame')).toBeVisible({ timeout: 30_000 });
    await expectAccessible(desk, 'a letter with its PDF');
    await expectNoSidewaysScroll(desk, 'a letter with its PDF');
    const download = desk.waitForEvent('download');
    await desk.locator('#letter-file').click();
    const file = readFileSync(await (await download).path());
    expect(file.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    await expect(name).toBeEnabled();
    await name.click();
    await expect(said(desk, c('done.propose'))).toBeVisible();
    await expect(desk.locator('#letter-preview')).toHaveCount(0);
  });

  await test.step('the leader sees it and approves', async () => {
    const leader = await sit(chrome, server, 'lanhdao', `/desk/ho-so/${id}`);
    await expect(leader.page.locator('#proposed-frame')).toBeVisible();
    await press(leader.page, c('act.approve'));
    await expect(said(leader.page, c('done.approve'))).toBeVisible();
    await leave(leader);
  });
  await leave(officer);
});

test('the form fits a phone and a tablet, in both languages', async ({ chrome }) => {
  for (const [width, language] of [[360, 'vi'], [768, 'en']] as const) {
    const officer = await sit(chrome, server, 'canbo2', '/desk', { viewport: { width, height: 900 } });
    const desk = officer.page;
    const id = await inProcessing(desk);
    await desk.goto(`/desk/ho-so/${id}`);
    if (language === 'en') await desk.getByRole('button', { name: 'English' }).click();
    await press(desk, say(language, 'counter', 'act.propose'));
    await desk.getByLabel(say(language, 'counter', 'letter.template')).check();
    await desk.locator('#letter-title').fill('Giấy xác nhận');
    await press(desk, say(language, 'counter', 'letter.look'));
    await expect(desk.locator('#letter-preview')).toBeVisible({ timeout: 30_000 });
    await expectNoSidewaysScroll(desk, `a letter at ${width}`);
    await expectAccessible(desk, `a letter at ${width}`);
    await leave(officer);
  }
});

test('a paper opens in a tab of its own, or says on the page why not', async ({ chrome }) => {
  const officer = await sit(chrome, server, 'canbo2');
  const desk = officer.page;
  const id = await inProcessing(desk);
  await desk.goto(`/desk/ho-so/${id}`);
  await desk.locator('#print-menu summary').click();
  const link = desk.getByRole('link', { name: c('form.control') });
  const [tab] = await Promise.all([officer.context.waitForEvent('page'), link.click()]);
  // A browser without a reader for PDFs saves it instead.
  await Promise.race([tab.waitForURL('**/papers/control'), tab.waitForEvent('download')]);
  await expect(link).not.toHaveAttribute('aria-busy', 'true');
  await expect(desk.locator('.paper-refused')).toHaveCount(0);
  await tab.close();

  await desk.route('**/papers/control', (route) =>
    route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: '/problems/paper_incomplete', status: 422, code: 'paper_incomplete', detail: 'x' }),
    }),
  );
  await link.click();
  await expect(desk.locator('.paper-refused')).toContainText(say('vi', 'codes', 'problem.paper_incomplete'));
  await expect.poll(() => officer.context.pages().length).toBe(1);
  await expectAccessible(desk, 'a refused paper');
  await leave(officer);
});

test('dossiers that count as overdue: a figure of the board and a filter, with the same number', async ({ chrome }) => {
  const leader = await sit(chrome, server, 'lanhdao', '/desk/hom-nay');
  const { page } = leader;
  const figure = page.locator('.figure-flagged');
  await expect(figure).toContainText(w('figure.flagged'));
  const promised = Number(await figure.locator('.figure-count').textContent());
  await figure.click();
  await expect(page).toHaveURL(/han=flagged/);
  await expect(page.locator('.filter-mark')).toContainText(w('filter.flagged'));
  await expect(page.locator('.skeleton')).toHaveCount(0);
  expect(await page.locator('tr.work-row').count()).toBe(promised);
  await leave(leader);
});
