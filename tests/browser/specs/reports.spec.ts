// The desk's report: the ward's year to the digit, numbers that open the lists they count, the paragraph, files, periods.
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { Server, serverBin } from '../support/server';
import { leave, listed, sit } from '../support/staff';
import { expect, test } from '../support/test';
import { say } from '../support/words';

const r = (key: string, values: Record<string, string> = {}): string => say('vi', 'reports', key, values);
const d = (key: string): string => say('vi', 'desk', key);

let server: Server;
// The year comes out of events, by the same command that an office would use to see it.
test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = new Server();
  execFileSync(serverBin, ['seed', '--report-2024', '--data', server.data], { stdio: 'ignore' });
  await server.start();
});
test.afterAll(async () => {
  await server.remove();
});

const table = (page: Page, heading: string) => page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: heading, exact: true }) });

// The row of a table by its name, as numbers that are links.
const numbers = (page: Page, heading: string, name: string) =>
  table(page, heading).locator('tbody tr').filter({ has: page.locator('td:first-child', { hasText: new RegExp(`^${name}$`) }) }).locator('a.report-number');

async function shown(page: Page, period: RegExp): Promise<void> {
  await expect(page).toHaveURL(period);
  await expect(page.locator('.skeleton')).toHaveCount(0);
}

// How many dossiers a list has in all, counted row by row.
async function rows(page: Page): Promise<number> {
  await listed(page);
  const more = page.getByRole('button', { name: d('list.more') });
  while (await more.isVisible()) {
    const before = await page.locator('tr.work-row').count();
    await more.click();
    await expect.poll(() => page.locator('tr.work-row').count()).toBeGreaterThan(before);
  }
  return await page.locator('tr.work-row').count();
}

test('the ward\'s year to the digit, and every number opens the list that it counts', async ({ chrome }) => {
  test.setTimeout(300_000);
  const desk = await sit(chrome, server, 'lanhdao', '/desk/bao-cao?ky=2024');
  const { page } = desk;
  await expect(page.getByRole('heading', { level: 1, name: r('page_title') })).toBeVisible();
  const figures: [string, string][] = [
    ['received', '1.141'],
    ['carried_over', '0'],
    ['early', '1.140'],
    ['on_time', '1'],
    ['overdue', '0'],
    ['e_copy_asked', '480'],
    ['e_copy', '479'],
  ];
  for (const [name, count] of figures) await expect(numbers(page, r('figures'), r(`figure.${name}`)), name).toHaveText(count);
  const copies = table(page, r('shares')).locator('tbody tr').filter({ hasText: r('share.e_copy') });
  await expect(copies).toContainText(/99,79\s%/);
  // Nothing was paid that year: a dash with its reason, no 0 % and no 100 %.
  const paid = table(page, r('shares')).locator('tbody tr').filter({ hasText: r('share.paid_online') });
  await expect(paid).toContainText(r('dash'));
  await expect(paid).not.toContainText('%');

  // From numbers of every part of the page to their lists, and back.
  const links: [string, string, number][] = [
    [r('figures'), 'on_time', 1],
    [r('figures'), 'carried_over', 0],
    [r('figures'), 'e_copy', 479],
  ];
  for (const [heading, name, count] of links) {
    await numbers(page, heading, r(`figure.${name}`)).click();
    await expect(page.locator('.filter-mark')).toContainText(r('mark', { figure: r(`figure.${name}`), period: r('period.name_year', { year: '2024' }) }));
    expect(await rows(page), name).toBe(count);
    await page.goBack();
    await shown(page, /bao-cao\?ky=2024/);
  }
  // Nobody rated that year: a dash, and no promise that it comes later.
  const satisfied = table(page, r('shares')).locator('tbody tr').filter({ hasText: r('share.satisfied') });
  await expect(satisfied).toContainText(r('dash'));
  // By counter: each row is the list of its counter.
  await page.getByRole('link', { name: r('by.counter'), exact: true }).click();
  await shown(page, /theo=counter/);
  await expect(table(page, r('by.title')).getByText('Quầy 1', { exact: true }).first()).toBeVisible();
  for (const heading of [r('over_time'), r('by.title')]) {
    const links = table(page, heading).locator('tbody tr').nth(1).locator('a.report-number');
    const first = links.first();
    const count = Number((await first.textContent())!.replaceAll('.', ''));
    expect(count, heading).toBeGreaterThan(0);
    await first.click();
    expect(await rows(page), heading).toBe(count);
    await page.goBack();
    await shown(page, /bao-cao\?ky=2024/);
  }
  await leave(desk);
});

test('the paragraph of the year is copied, and the report is downloaded', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'lanhdao', '/desk/bao-cao?ky=2024', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = desk;
  const paragraph = page.getByTestId('paragraph');
  for (const part of ['1.141', '1.140', '01', '479', '99,79%']) await expect(paragraph).toContainText(part);
  await page.getByRole('button', { name: r('copy'), exact: true }).click();
  await expect(page.locator('main').getByText(r('copied'))).toBeVisible();
  const text = (await page.evaluate(() => navigator.clipboard.readText())).trim();
  expect(text).toBe((await paragraph.innerText()).replaceAll(/\s+/g, ' ').trim());
  for (const [key, head] of [['export.csv', '\u00ef\u00bb\u00bf'], ['export.xlsx', 'PK'], ['export.pdf', '%PDF']] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: r(key), exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`bao-cao-2024.${key.split('.')[1]}`);
    const bytes = readFileSync(await file.path());
    expect(bytes.subarray(0, head.length).toString('latin1')).toBe(head);
    if (key === 'export.csv') expect(bytes.toString('utf8')).toContain(',479,480,99.79,');
  }
  await leave(desk);
});

test('periods: kinds and their numbers, from day to day, none, and what is no period', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'lanhdao', '/desk/bao-cao?ky=2024');
  const { page } = desk;
  await expect(page.getByTestId('paragraph')).toContainText('1.141');
  await page.locator('#period-kind').selectOption('quarter');
  await shown(page, /ky=2024-q1/);
  let sum = 0;
  for (const quarter of [1, 2, 3, 4]) {
    await page.locator('#period-which').selectOption(`2024-q${quarter}`);
    await shown(page, new RegExp(`ky=2024-q${quarter}`));
    await expect(page.getByText(new RegExp(`/0?${quarter * 3}/2024`)).first()).toBeVisible();
    sum += Number((await numbers(page, r('figures'), r('figure.received')).textContent())!.replaceAll('.', ''));
  }
  expect(sum, 'quarters make the year').toBe(1141);
  await page.locator('#period-kind').selectOption('range');
  await page.locator('#period-from').fill('2024-03-04');
  await page.locator('#period-to').fill('2024-03-08');
  await page.getByRole('button', { name: r('period.show'), exact: true }).click();
  await shown(page, /ky=2024-03-04\.\.2024-03-08/);
  await expect(page.getByTestId('paragraph')).not.toContainText('1.141');
  // The days the wrong way round are said, with the choice still there; a year without dossiers is said as well.
  await page.locator('#period-from').fill('2024-03-09');
  await page.getByRole('button', { name: r('period.show'), exact: true }).click();
  await expect(page.locator('.notice').getByText(say('vi', 'codes', 'problem.period_reversed'))).toBeVisible();
  await expect(page.locator('#period-kind')).toBeVisible();
  await expectAccessible(page, 'a period that is none');
  await page.goto('/desk/bao-cao?ky=2019');
  await expect(page.getByText(r('empty'), { exact: true })).toBeVisible();
  await expectAccessible(page, 'a period without dossiers');
  await leave(desk);
});

for (const width of [1280, 768]) {
  test(`at ${width} pixels nothing is cut off and everybody can read it`, async ({ chrome }, info) => {
    const viewport = { width, height: 900 };
    const desk = await sit(chrome, server, 'lanhdao', '/desk/bao-cao?ky=2024&theo=procedure', { viewport });
    const { page } = desk;
    await expect(page.getByTestId('paragraph')).toContainText('1.141');
    await expect(table(page, r('by.title')).locator('[aria-current]')).toContainText(r('by.procedure'));
    await page.screenshot({ path: info.outputPath(`report-${width}.png`), fullPage: true });
    await expectNoSidewaysScroll(page, `the report at ${width}`);
    await expectAccessible(page, `the report at ${width}`);
    await leave(desk);
  });
}
