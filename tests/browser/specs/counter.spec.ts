// A dossier's way over the counter: papers one by one, the one supplement and the leader's second, the same visit, the
// apology when the clock nears the promised day, the leader's approval; two people at once where two are involved.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { pdf, photo } from '../support/files';
import { COPIES, handIn, openAt } from '../support/handed_in';
import { Server } from '../support/server';
import { leave, seeded, sit } from '../support/staff';
import { expect, test } from '../support/test';
import { of, say } from '../support/words';

const c = (key: string, values: Record<string, string> = {}): string => say('vi', 'counter', key, values);
const d = (key: string, values: Record<string, string> = {}): string => say('vi', 'desk', key, values);
const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'citizen', key, values);

const press = async (page: Page, words: string): Promise<void> => page.getByRole('button', { name: words, exact: true }).first().click();
const said = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).first();

test('papers one by one, one supplement, and a second one only by the leader', async ({ chrome, server }) => {
  test.setTimeout(240_000);
  const phone = await handIn(chrome, server);
  const clerk = await sit(chrome, server, 'tiepnhan');
  const leader = await sit(chrome, server, 'lanhdao');
  const desk = clerk.page;

  await test.step('the clerk looks at the papers by the keyboard; what is wrong stands in the request by itself', async () => {
    await openAt(desk, phone.code);
    await expect(desk.locator('#checks-line')).toBeVisible();
    await expectAccessible(desk, 'dossier of a clerk');
    await expectNoSidewaysScroll(desk, 'dossier of a clerk');
    await desk.keyboard.press('2');
    const paper = desk.locator('#paper-original_picture');
    await expect(paper.getByRole('button', { name: c('verdict.wrong') })).toHaveAttribute('aria-pressed', 'true');
    await expect(paper.locator('#fault-original_picture')).toHaveValue('missing');
    await paper.locator('#fault-original_picture').selectOption('unclear');
    await expect(paper.locator('#why-original_picture')).toHaveValue(d('ready.supplement.blurred'));
    await paper.getByRole('heading').click();
    await desk.locator('#paper-original').getByRole('button', { name: c('verdict.shown') }).click();
    await expect(desk.locator('#checks-saved')).toBeVisible();
    await desk.reload();
    await expect(desk.locator('#paper-original').getByRole('button', { name: c('verdict.shown') })).toHaveAttribute('aria-pressed', 'true');
    await expect(desk.locator('#paper-original_picture').getByRole('button', { name: c('verdict.wrong') })).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('asked once, all together', async () => {
    await press(desk, d('act.supplement'));
    await expect(desk.locator('#pick-original_picture')).toBeChecked();
    await expect(desk.locator('#why-original_picture')).toHaveValue(d('ready.supplement.blurred'));
    await expectAccessible(desk, 'supplement request with codes');
    await press(desk, d('supplement.preview'));
    await press(desk, d('supplement.send'));
    await expect(desk.getByText(d('act.waiting_citizen'))).toBeVisible();
    await expect(desk.locator('.dossier-paused').getByText(c('clock.supplement_now').split('{')[0]!)).toBeVisible();
  });

  await test.step('the citizen answers; the desk sees it without a reload', async () => {
    await phone.page.goto('/theo-doi');
    await phone.page.getByRole('link', { name: new RegExp(phone.code.replaceAll('.', '\\.')) }).first().click();
    await expect(phone.page.getByText(d('ready.supplement.blurred')).first()).toBeVisible();
    await phone.page.getByRole('link', { name: w('asked.answer') }).click();
    await phone.page.locator('input[type=file]').last().setInputFiles([pdf('ban-chinh.pdf', 1)]);
    await expect(phone.page.getByText(w('paper.sent')).first()).toBeVisible({ timeout: 30_000 });
    await phone.page.getByRole('button', { name: w('supplement.send') }).click();
    await expect(phone.page.getByText(w('step.supplemented')).first()).toBeVisible();
    await expect(desk.locator('#changed')).toContainText(d('event.supplemented'), { timeout: 30_000 });
    // A paper that was sent anew is to be looked at anew.
    await expect(desk.locator('#paper-original_picture [aria-pressed=true]')).toHaveCount(0);
  });

  await test.step('the clerk cannot ask again; the leader can, with a reason, and it counts as overdue', async () => {
    await expect(desk.getByText(c('note.supplement_used'))).toBeVisible();
    await expect(desk.getByRole('button', { name: d('act.supplement'), exact: true })).toHaveCount(0);
    await expect(desk.getByRole('button', { name: c('act.supplement_again') })).toHaveCount(0);
    await openAt(leader.page, phone.code);
    await press(leader.page, c('act.supplement_again'));
    await expect(leader.page.getByText(c('again.title')).first()).toBeVisible();
    await leader.page.locator('#pick-original_picture').check();
    await leader.page.locator('#fault-original_picture').selectOption('outdated');
    await press(leader.page, d('supplement.preview'));
    await expect(leader.page.getByText(c('leader.reason_missing')).first()).toBeVisible();
    await expectAccessible(leader.page, 'second request');
    await leader.page.locator('#leader-reason').fill('Bản chính do người dân gửi lần đầu bị rách, nay mới thấy.');
    await press(leader.page, d('supplement.preview'));
    await press(leader.page, d('supplement.send'));
    await expect(leader.page.locator('.dossier-paused').getByText(c('clock.counts_overdue'))).toBeVisible();
    await expect(desk.locator('.dossier-paused').getByText(c('clock.counts_overdue'))).toBeVisible({ timeout: 30_000 });
    await phone.page.reload();
    await expect(phone.page.getByText(c('ready.outdated')).first()).toBeVisible();
  });
  await phone.close();
  await leave(clerk);
  await leave(leader);
});

test('the same visit: taken in, done and handed over on one screen, the minutes said', async ({ chrome, server }) => {
  const phone = await handIn(chrome, server);
  const clerk = await sit(chrome, server, 'tiepnhan');
  const desk = clerk.page;
  await openAt(desk, phone.code);
  await press(desk, c('act.same_visit'));
  await expect(desk).toHaveURL(/\/desk\/nhanh\//);
  await expect(desk.locator('#visit-minutes')).toContainText(c('visit.minutes', { minutes: '0' }));
  await expectAccessible(desk, 'same visit');
  await expectNoSidewaysScroll(desk, 'same visit');
  // A slip is there for who asks; nothing is printed by itself.
  await expect(desk.getByRole('link', { name: c('visit.slip') })).toHaveAttribute('target', '_blank');
  await desk.locator('#hand-over').dblclick();
  await expect(said(desk, c('done.hand_over'))).toBeVisible();
  await expect(desk.locator('#visit-minutes')).toContainText(c('visit.took', { minutes: '0' }));
  await phone.page.goto('/theo-doi');
  await phone.page.getByRole('link', { name: new RegExp(phone.code.replaceAll('.', '\\.')) }).first().click();
  await expect(phone.page.getByText(w('step.returned')).first()).toBeVisible();
  await phone.close();
  await leave(clerk);
});

test('a scan at the counter has as many pages as were counted; a step is taken back', async ({ chrome, server }) => {
  const phone = await handIn(chrome, server);
  const clerk = await sit(chrome, server, 'tiepnhan');
  const desk = clerk.page;
  await openAt(desk, phone.code);
  await desk.locator('#scan-open-original_picture').click();
  const files = [await photo(desk, 'Mat truoc'), pdf('mat-sau.pdf', 2)];
  await desk.locator('#scan-original_picture').setInputFiles(files);
  await expect(desk.getByText(c('page.total', { count: '3' }))).toBeVisible({ timeout: 30_000 });
  await expect(desk.locator('.scan-page')).toHaveCount(2);
  await desk.getByRole('button', { name: c('page.up_of', { number: '2' }) }).click();
  await expect(desk.locator('.scan-page').first()).toContainText('mat-sau.pdf');
  await desk.locator('#sheets-original_picture').fill('4');
  await press(desk, c('scan.submit'));
  await expect(desk.getByText(c('scan.count_differs', { scanned: '3', counted: '4' })).first()).toBeVisible();
  await expectAccessible(desk, 'scan at the counter');
  await desk.locator('#sheets-original_picture').fill('3');
  await press(desk, c('scan.submit'));
  await expect(said(desk, c('done.digitise'))).toBeVisible();
  await expect(desk.locator('#paper-original_picture')).toContainText(d('paper.count', { count: '3' }));

  await press(desk, d('act.receive'));
  await expect(said(desk, d('act.done_receive'))).toBeVisible();
  await expect(desk.locator('#undo')).toBeVisible();
  await desk.locator('#undo').click();
  await expect(said(desk, c('done.undo'))).toBeVisible();
  await expect(desk.getByRole('button', { name: d('act.receive'), exact: true })).toBeVisible();
  await expect(desk.locator('#undo')).toHaveCount(0);
  await phone.close();
  await leave(clerk);
});

test('two clerks on one dossier: the slower one sees what the other did and keeps what was typed', async ({ chrome, server }) => {
  const phone = await handIn(chrome, server);
  const slow = await sit(chrome, server, 'canbo');
  const fast = await sit(chrome, server, 'tiepnhan');
  await openAt(slow.page, phone.code);
  await openAt(fast.page, phone.code);
  await press(slow.page, d('act.refuse'));
  await slow.page.locator('#reason').fill('Hồ sơ này nộp nhầm nơi.');
  await press(fast.page, d('act.receive'));
  await expect(said(fast.page, d('act.done_receive'))).toBeVisible();
  await press(slow.page, d('act.refuse'));
  await press(slow.page, d('confirm.yes_refuse'));
  await expect(slow.page.locator('#changed')).toContainText(d('event.received'));
  await expect(slow.page.locator('#reason')).toHaveValue('Hồ sơ này nộp nhầm nơi.');
  await expect(slow.page.getByText(d('act.not_now'))).toBeVisible();
  await phone.close();
  await leave(slow);
  await leave(fast);
});

test('the leader approves a result, or sends it back', async ({ chrome }) => {
  test.setTimeout(240_000);
  const server = await seeded(84);
  try {
    const officer = await sit(chrome, server, 'canbo2');
    const leader = await sit(chrome, server, 'lanhdao');
    // A dossier in processing whose results a leader approves.
    const id = await officer.page.evaluate(async () => {
      for (const procedure of ['1.004873', '1.001193', '1.000894', '1.000656', '1.001776']) {
        const answer = await fetch(`/api/desk/dossiers?view=working&procedure=${procedure}`, { headers: { 'x-motcua-contract': '1' } });
        const list = (await answer.json()) as { items: { id: string; state: string }[] };
        const found = list.items.find((item) => item.state === 'processing');
        if (found) return found.id;
      }
      return '';
    });
    expect(id).not.toBe('');
    const desk = officer.page;
    const propose = async (): Promise<void> => {
      await press(desk, c('act.propose'));
      await desk.locator('#result-file').setInputFiles([pdf('ket-qua.pdf', 1)]);
      await expect(desk.getByText(/ket-qua\.pdf/)).toBeVisible({ timeout: 30_000 });
      await press(desk, c('propose.submit'));
      await expect(said(desk, c('done.propose'))).toBeVisible();
    };

    await test.step('the officer gives the work to nobody else, asks a colleague, and proposes a PDF, nothing else', async () => {
      await desk.goto(`/desk/ho-so/${id}`);
      await press(desk, c('act.ask'));
      await press(desk, c('ask.submit'));
      await expect(desk.getByText(c('colleague.missing'))).toBeVisible();
      await desk.locator('#colleague').selectOption({ index: 1 });
      await desk.locator('#question').fill('Trường hợp này có cần xác minh thêm không?');
      await expectAccessible(desk, 'asking a colleague');
      await press(desk, c('ask.submit'));
      await expect(said(desk, c('done.ask'))).toBeVisible();
      await press(desk, c('act.propose'));
      await desk.locator('#result-file').setInputFiles([await photo(desk, 'Ket qua')]);
      await expect(desk.getByText(say('vi', 'codes', 'problem.result_not_pdf'))).toBeVisible();
      await press(desk, say('vi', 'common', 'action.cancel'));
      await propose();
      await expect(desk.getByText(c('note.proposed'))).toBeVisible();
      await expect(desk.getByRole('button', { name: c('act.approve') })).toHaveCount(0);
    });

    await test.step('the leader sees the file beside the buttons and sends it back', async () => {
      await leader.page.goto(`/desk/ho-so/${id}`);
      await expect(leader.page.locator('#proposed-frame')).toBeVisible();
      await expectAccessible(leader.page, 'a proposed result');
      await press(leader.page, c('act.send_back'));
      await leader.page.locator('#reason').fill('Sai ngày sinh ở dòng hai, xin sửa lại.');
      await press(leader.page, c('act.send_back'));
      await expect(said(leader.page, c('done.send_back'))).toBeVisible();
    });

    await test.step('the officer does it again, the leader approves, the counter gives it out by post', async () => {
      await expect(desk.locator('.timeline').getByText('Sai ngày sinh ở dòng hai, xin sửa lại.')).toBeVisible({ timeout: 30_000 });
      await propose();
      await leader.page.reload();
      await press(leader.page, c('act.approve'));
      await expect(said(leader.page, c('done.approve'))).toBeVisible();
      const clerk = await sit(chrome, server, 'tiepnhan', `/desk/ho-so/${id}`);
      await press(clerk.page, d('act.return'));
      await clerk.page.locator('#return-way-2').check();
      await press(clerk.page, d('confirm.yes_return'));
      await expect(clerk.page.getByText(c('parcel.missing')).first()).toBeVisible();
      await clerk.page.locator('#return-note').fill('EA123456789VN');
      await expectAccessible(clerk.page, 'returning by post');
      await press(clerk.page, d('confirm.yes_return'));
      await expect(clerk.page.getByText(d('act.over')).first()).toBeVisible();
      await leave(clerk);
    });
    await leave(officer);
    await leave(leader);
  } finally {
    await server.remove();
  }
});

test('an apology before the promised day: by the leader, else by the system, and only once', async ({ chrome }) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'motcua-clock-'));
  const clock = join(folder, 'now');
  const at = (time: string): void => writeFileSync(clock, time);
  // Tuesday 24/11/2026 is a holiday: two working days from Monday end on Thursday.
  at('2026-11-23T09:00:00+07:00');
  const server = new Server();
  try {
    await server.start('--clock-file', clock, '--session-idle-minutes', '20000', '--session-hours', '2000');
    const [first, second] = [await handIn(chrome, server, 'yes'), await handIn(chrome, server, 'yes')];
    const leader = await sit(chrome, server, 'lanhdao');
    const desk = leader.page;
    for (const { code } of [first, second]) {
      await openAt(desk, code);
      await press(desk, d('act.receive'));
      await expect(said(desk, d('act.done_receive'))).toBeVisible();
    }

    await test.step('the leader chooses another day for the second: rest days are said', async () => {
      await press(desk, c('act.extend'));
      await desk.locator('#new-date').fill('28');
      await desk.locator('#new-date-month').fill('11');
      await desk.locator('#new-date-year').fill('2026');
      await expect(desk.getByText(c('extend.closed').split('{')[0]!).first()).toBeVisible();
      await expectAccessible(desk, 'a new appointment');
      await desk.locator('.offers button').nth(1).click();
      await expect(desk.locator('#new-date')).toHaveValue('30');
      await desk.locator('#reason').fill(c('ready.extend.check'));
      await press(desk, c('extend.submit'));
      await expect(said(desk, c('done.extend'))).toBeVisible();
      await expect(desk.getByRole('button', { name: c('act.extend') })).toHaveCount(0);
      await second.page.goto('/theo-doi');
      await second.page.getByRole('link', { name: new RegExp(second.code.replaceAll('.', '\\.')) }).first().click();
      await expect(second.page.getByText(c('ready.extend.check')).first()).toBeVisible();
    });

    await test.step('the day before, the system apologises for the first, by itself and once', async () => {
      await openAt(desk, first.code);
      await expect(desk.getByRole('button', { name: c('act.extend') })).toBeVisible();
      at('2026-11-25T08:30:00+07:00');
      await expect(desk.locator('#changed')).toContainText(d('event.extended'), { timeout: 40_000 });
      await expect(desk.locator('.timeline').getByText(d('actor.system'))).toBeVisible();
      await expect(desk.getByRole('button', { name: c('act.extend') })).toHaveCount(0);
      at('2026-11-27T08:30:00+07:00');
      await desk.waitForTimeout(2500);
      await desk.reload();
      await expect(desk.locator('.timeline-title').filter({ hasText: d('event.extended') })).toHaveCount(1);
      await first.page.goto('/theo-doi');
      await first.page.getByRole('link', { name: new RegExp(first.code.replaceAll('.', '\\.')) }).first().click();
      await expect(first.page.getByText(w('step.extended')).first()).toBeVisible();
    });
    await first.close();
    await second.close();
    await leave(leader);
  } finally {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the page on a tablet and in the other language', async ({ chrome, server }) => {
  const phone = await handIn(chrome, server);
  const clerk = await sit(chrome, server, 'tiepnhan', '/desk', { viewport: { width: 768, height: 1024 } });
  await openAt(clerk.page, phone.code);
  await expectNoSidewaysScroll(clerk.page, 'dossier at 768');
  await expectAccessible(clerk.page, 'dossier at 768');
  await clerk.page.locator('#print-menu summary').click();
  await expect(clerk.page.getByRole('link', { name: c('form.application') })).toBeVisible();
  await expect(clerk.page.getByRole('link', { name: c('form.receipt') })).toHaveCount(0);
  await clerk.page.getByRole('button', { name: 'English' }).click();
  await expect(clerk.page.getByRole('button', { name: say('en', 'counter', 'act.same_visit') })).toBeVisible();
  await expectAccessible(clerk.page, 'dossier in English');
  expect(of(COPIES, 'en', 'name')).not.toBe('');
  await phone.close();
  await leave(clerk);
});
