// Rating the service: from the code on a slip, in one tap, changed by the same code; from the sheet at a counter and on the
// device that stands there; at the desk only in groups of five or more, comments for the leader alone.
import type { Page } from '@playwright/test';
import { findInPdf } from '../support/pdf';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import type { Server } from '../support/server';
import { leave, seeded, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { say } from '../support/words';

const r = (key: string, values: Record<string, string> = {}): string => say('vi', 'rating', key, values);
const refused = (code: string): string => say('vi', 'codes', `problem.${code}`);
const COUNTER = 'Quầy 1';
const WORDS = 'Chị ở quầy hướng dẫn kỹ';

let server: Server;
test.beforeAll(async () => {
  server = await seeded(84);
});
test.afterAll(async () => {
  await server.remove();
});

// The token in the rating code of a printed paper: the code's alternative text has its address.
function token(pdf: Buffer): string {
  return findInPdf(pdf, /danh-gia#([\w-]{32})/)[1]!;
}

// Prints receipts of so many dossiers of civil status, as a clerk does.
async function slips(desk: Page, count: number): Promise<string[]> {
  const papers = await desk.evaluate(async (count) => {
    const headers = { 'x-motcua-contract': '1' };
    const found: string[] = [];
    for (const procedure of ['1.001193', '1.000894', '1.000656', '1.004873']) {
      const list = (await (await fetch(`/api/desk/dossiers?view=all&procedure=${procedure}`, { headers })).json()) as { items: { id: string }[] };
      for (const { id } of list.items) {
        if (found.length === count) return found;
        const paper = await fetch(`/api/desk/dossiers/${id}/papers/receipt`, { headers });
        if (!paper.ok) continue;
        const bytes = new Uint8Array(await paper.arrayBuffer());
        found.push(btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), '')));
      }
    }
    return found;
  }, count);
  return papers.map((paper) => token(Buffer.from(paper, 'base64')));
}

const level = (page: Page, name: string) => page.locator('#rating-levels').getByRole('button', { name: r(`level.${name}`), exact: true });
const saved = (page: Page) => page.locator('#rating-saved');

test('rated from the slip and at the counter, shown in groups', async ({ chrome }) => {
  test.setTimeout(240_000);
  const clerk = await sit(chrome, server, 'canbo');
  const tokens = await slips(clerk.page, 5);
  expect(new Set(tokens).size).toBe(5);
  const problems: string[] = [];
  const context = await newPhone(chrome, server);
  const phone = await context.newPage();
  watch(phone, problems);

  await test.step('one tap is a rating', async () => {
    await phone.goto(`/danh-gia#${tokens[0]}`);
    await expect(phone.getByRole('heading', { level: 1, name: r('question') })).toBeVisible();
    await expect(phone.locator('#rating-more')).toHaveCount(0);
    await expectAccessible(phone, 'a slip before its rating');
    await level(phone, 'neutral').click();
    await expect(saved(phone)).toContainText(r('saved'));
    await expect(level(phone, 'neutral')).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('the same code later shows it and changes it', async () => {
    await phone.reload();
    await expect(saved(phone)).toContainText(r('again'));
    await expect(level(phone, 'neutral')).toHaveAttribute('aria-pressed', 'true');
    await level(phone, 'very_satisfied').click();
    await expect(level(phone, 'very_satisfied')).toHaveAttribute('aria-pressed', 'true');
    await expect(saved(phone)).toContainText(r('saved'));
    await phone.getByText(r('more.title')).click();
    const attitude = phone.getByRole('group', { name: r('indicator.attitude') });
    await attitude.getByLabel(r('more.good'), { exact: true }).check();
    await phone.locator('#rating-comment').fill(WORDS);
    await phone.locator('#rating-send').click();
    await expect(phone.locator('#rating-send.is-busy')).toHaveCount(0);
    await expectAccessible(phone, 'a slip with everything');
    await expectNoSidewaysScroll(phone);
    await phone.reload();
    await phone.getByText(r('more.title')).click();
    await expect(attitude.getByLabel(r('more.good'), { exact: true })).toBeChecked();
    await expect(phone.locator('#rating-comment')).toHaveValue(WORDS);
  });

  await test.step('a code that nobody gave out, and none', async () => {
    await phone.goto('/danh-gia#khong-co-ma-nay');
    await expect(phone.locator('#rating-over')).toContainText(refused('rating_unknown'));
    await phone.goto('/danh-gia');
    await expect(phone.getByText(r('no_code_text'))).toBeVisible();
  });

  const leader = await sit(chrome, server, 'lanhdao', '/desk/danh-gia');
  const field = leader.page.getByRole('row', { name: say('vi', 'common', 'domain.ho_tich') });
  await test.step('fewer than five are not shown', async () => {
    await expect(field).toContainText(r('result.few'));
    await expect(leader.page.getByText(r('result.comments_none'))).toBeVisible();
    await expect(leader.page.getByText(WORDS)).toHaveCount(0);
    await expectAccessible(leader.page, 'results of too few');
  });

  await test.step('five are, and the comment is for the leader', async () => {
    for (const one of tokens.slice(1)) {
      await phone.goto(`/danh-gia#${one}`);
      await expect(saved(phone)).toHaveCount(0);
      await level(phone, 'satisfied').click();
      await expect(saved(phone)).toContainText(r('saved'));
    }
    await leader.page.reload();
    await expect(field).toContainText('100,00 %');
    await expect(leader.page.locator('#rating-comments')).toContainText(WORDS);
    await clerk.page.goto('/desk/danh-gia');
    await expect(clerk.page.getByRole('row', { name: say('vi', 'common', 'domain.ho_tich') })).toContainText('100,00 %');
    await expect(clerk.page.getByText(WORDS)).toHaveCount(0);
  });

  await test.step('at the counter: one rating a phone, counted apart', async () => {
    await phone.goto(`/danh-gia?quay=${encodeURIComponent(COUNTER)}`);
    await expect(phone.getByText(r('at_counter', { counter: COUNTER }))).toBeVisible();
    await level(phone, 'dissatisfied').click();
    await expect(saved(phone)).toContainText(r('saved'));
    await level(phone, 'satisfied').click();
    await expect(level(phone, 'satisfied')).toHaveAttribute('aria-pressed', 'true');
    await phone.reload();
    await level(phone, 'satisfied').click();
    await expect(phone.locator('#rating-over')).toContainText(refused('rating_too_often'));
  });

  await test.step('the device at the counter is for the next person at once', async () => {
    await phone.goto(`/danh-gia?quay=${encodeURIComponent(COUNTER)}&may=chung`);
    for (const name of ['satisfied', 'neutral']) {
      await level(phone, name).click();
      await expect(saved(phone)).toContainText(r('saved'));
      await phone.locator('#rating-next').click();
      await expect(phone.locator('#rating-levels [aria-pressed="true"]')).toHaveCount(0);
      await expect(saved(phone)).toHaveCount(0);
    }
    // Three at a counter are too few, and with the whole they would be told by subtraction.
    await leader.page.reload();
    await expect(leader.page.getByRole('row', { name: COUNTER })).toContainText(r('result.few'));
    await expect(field).toContainText(r('result.few'));
  });

  await test.step('the sheet for the wall', async () => {
    await clerk.page.goto('/desk/to-dan');
    const sheet = clerk.page.getByRole('link', { name: r('poster.sheet', { counter: COUNTER }) });
    const href = (await sheet.getAttribute('href')) ?? '';
    const answer = await clerk.page.request.get(href);
    expect(answer.headers()['content-type']).toBe('application/pdf');
    await expectAccessible(clerk.page, 'the sheets');
  });

  await context.close();
  expect(problems).toEqual([]);
  await leave(clerk);
  await leave(leader);
});
