// A certified electronic copy: asked for at home, compared, scanned and certified at the counter, checked on another phone by file
// and by camera with the server stopped; one changed byte is red, another office's key amber, a revoked number red when online.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { photo } from '../support/files';
import { fillPages, type Entry } from '../support/form';
import { Server } from '../support/server';
import { leave, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { cached, visit } from '../support/visit';
import { say } from '../support/words';

const c = (key: string, values: Record<string, string> = {}): string => say('vi', 'counter', key, values);
const k = (key: string, values: Record<string, string> = {}): string => say('vi', 'copies', key, values);
const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'citizen', key, values);

const COPIES = '2.000815';
const PAPER = 'original_picture';
const ANSWERS: Record<string, Entry> = {
  requester_name: 'Nguyễn Thị Út',
  requester_birth_date: ['15', '8', '1995'],
  requester_sex: 'female',
  requester_id_number: '087195012345',
  requester_address: { province: 'Tỉnh Đồng Tháp', ward: 'Phường Mỹ Trà', line: 'Số 12, Khóm 3' },
  requester_phone: '0912 345 678',
  document_name: 'Bằng tốt nghiệp',
  pages: '2',
  copies: '1',
  has_more_documents: 'no',
};

const press = async (page: Page, words: string): Promise<void> => page.getByRole('button', { name: words, exact: true }).first().click();
const said = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).first();

async function handIn(page: Page): Promise<string> {
  await page.goto(`/tt/${COPIES}`);
  const answers = { foreign_paper: 'no', electronic: 'yes', many_documents: 'no' };
  for (const [id, value] of Object.entries(answers)) await page.locator(`input[name=${id}][value=${value}]`).check();
  await page.getByRole('button', { name: w('procedure.start') }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
  await page.goto(`/nop/${COPIES}/trang/requester_name`);
  await fillPages(page, ANSWERS);
  await page.goto(`/nop/${COPIES}/xem-lai`);
  await page.getByLabel(w('review.read')).check();
  await page.getByRole('button', { name: w('review.hand_in') }).click();
  await expect(page).toHaveURL(/\/bien-nhan\//, { timeout: 60_000 });
  return decodeURIComponent(new URL(page.url()).pathname.split('/').pop() ?? '');
}

async function openAt(page: Page, code: string): Promise<void> {
  await page.goto('/desk?xem=all');
  await page.getByRole('link', { name: code }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(code);
}

// A file that somebody was sent, picked on the page that checks.
async function check(page: Page, bytes: Buffer): Promise<void> {
  await page.locator('#check-file').setInputFiles([{ name: 'ban-sao.pdf', mimeType: 'application/pdf', buffer: bytes }]);
}

// Prepared by the clerk, certified by the leader; the address of the check stands on the dossier's page.
async function certify(chrome: Browser, office: Server, code: string): Promise<string> {
  const clerk = await sit(chrome, office, 'tiepnhan');
  const desk = clerk.page;
  await openAt(desk, code);
  await press(desk, c('act.same_visit'));
  await expect(desk.getByRole('heading', { name: k('stage.title') })).toBeVisible();
  await press(desk, k('act.prepare'));
  await expect(desk.locator('#command-failed')).toContainText(say('vi', 'codes', 'refusal.copy_not_scanned'));
  await desk.locator(`#scan-open-${PAPER}`).click();
  await desk.locator(`#scan-${PAPER}`).setInputFiles([await photo(desk, 'Trang mot'), await photo(desk, 'Trang hai')]);
  await expect(desk.getByText(c('page.total', { count: '2' }))).toBeVisible({ timeout: 30_000 });
  await desk.locator(`#sheets-${PAPER}`).fill('2');
  await press(desk, c('scan.submit'));
  await expect(said(desk, c('done.digitise'))).toBeVisible();
  await desk.locator('#paper-original').getByRole('button', { name: c('verdict.shown') }).click();
  await expect(desk.locator('#checks-saved')).toBeVisible();
  await expectAccessible(desk, 'an electronic copy to prepare');
  await expectNoSidewaysScroll(desk, 'an electronic copy to prepare');
  await press(desk, k('act.prepare'));
  await expect(said(desk, k('done.prepare'))).toBeVisible();
  await expect(desk.getByRole('button', { name: k('act.certify') })).toHaveCount(0);

  const leader = await sit(chrome, office, 'lanhdao');
  await openAt(leader.page, code);
  await expectAccessible(leader.page, 'an electronic copy to certify');
  await press(leader.page, k('act.certify'));
  await expect(said(leader.page, k('done.certify'))).toBeVisible({ timeout: 30_000 });
  await expect(leader.page.locator('#copy-number')).toContainText(/1\/20\d\d/);
  const href = await leader.page.getByRole('link', { name: k('stage.open') }).getAttribute('href');
  await leave(clerk);
  await leave(leader);
  return href ?? '';
}

test('from the counter to a check on another phone without a network', async ({ chrome, camera }) => {
  test.setTimeout(300_000);
  const [office, elsewhere] = [new Server(), new Server()];
  const problems: string[] = [];
  try {
    await Promise.all([office.start(), elsewhere.start()]);
    const home = await newPhone(chrome, office);
    const citizen = await home.newPage();
    watch(citizen, problems);
    const code = await handIn(citizen);

    // Somebody else's phone, which was here before anything was certified.
    const other = await newPhone(chrome, office);
    const page = await other.newPage();
    watch(page, problems);
    await visit(page);
    await expect.poll(async () => (await cached(page)).includes('/api/copies'), { timeout: 30_000 }).toBe(true);

    const href = await certify(chrome, office, code);
    expect(href).toMatch(/^\/kiem-tra#[\w-]+$/);

    const file = await test.step('the citizen downloads the file', async () => {
      await citizen.goto('/theo-doi');
      await citizen.getByRole('link', { name: new RegExp(code.replaceAll('.', '\\.')) }).first().click();
      const download = citizen.waitForEvent('download');
      await citizen.getByRole('button', { name: w('result.download') }).click();
      return readFileSync(await (await download).path());
    });
    expect(file.subarray(0, 5).toString('latin1')).toBe('%PDF-');

    await test.step('the register has it, and its files', async () => {
      const leader = await sit(chrome, office, 'lanhdao', '/desk/so-chung-thuc');
      await expect(leader.page.locator('tr.register-row')).toContainText(['Bằng tốt nghiệp']);
      await expectAccessible(leader.page, 'the register of certifications');
      await expectNoSidewaysScroll(leader.page, 'the register of certifications');
      const download = leader.page.waitForEvent('download');
      await press(leader.page, k('register.xlsx'));
      expect(readFileSync(await (await download).path()).subarray(0, 2).toString('latin1')).toBe('PK');
      await leave(leader);
    });

    await office.stop();
    await other.setOffline(true);
    await test.step('without the server: the file is green, one changed byte is red, any other file is none of ours', async () => {
      await page.goto('/kiem-tra');
      await expect(page.getByRole('heading', { level: 1, name: k('check.title') })).toBeVisible();
      await check(page, file);
      await expect(page.locator('#verdict-valid')).toBeVisible();
      await expect(page.locator('#check-result')).toContainText('Bằng tốt nghiệp');
      await expect(page.locator('#check-fresh')).toContainText(k('fresh.old').split('{')[0]!);
      await expectAccessible(page, 'a right copy');
      await expectNoSidewaysScroll(page, 'a right copy');
      const changed = Buffer.from(file);
      changed[changed.length >> 1]! ^= 1;
      await check(page, changed);
      await expect(page.locator('#verdict-changed')).toBeVisible();
      await expectAccessible(page, 'a changed copy');
      await check(page, Buffer.from('%PDF-1.7\n%%EOF\n'));
      await expect(page.locator('#verdict-not_ours')).toBeVisible();
    });

    await test.step('without the server: the code by the camera; the file that belongs to it, too', async () => {
      camera.show(`${office.url}${href}`);
      await page.goto('/kiem-tra');
      await page.locator('#check-scan').click();
      await expect(page.locator('#verdict-valid')).toBeVisible({ timeout: 40_000 });
      await expect(page.locator('#verdict-valid')).toContainText(k('verdict.valid_code').split('}')[1]!.slice(0, 40).trim());
      await check(page, file);
      await expect(page.locator('#verdict-valid')).toContainText(k('verdict.valid_file').split('}')[1]!.trim());
      // Any code can be held before the scanner of the first page, as well.
      await page.goto('/quet');
      await expect(page).toHaveURL(/\/kiem-tra#/, { timeout: 40_000 });
      await expect(page.locator('#verdict-valid')).toBeVisible();
    });

    await test.step("another office's phone does not know the key", async () => {
      const away = await newPhone(chrome, elsewhere);
      const stranger = await away.newPage();
      watch(stranger, problems);
      await stranger.goto(href);
      await expect(stranger.locator('#verdict-key_unknown')).toBeVisible();
      await check(stranger, file);
      await expect(stranger.locator('#verdict-key_unknown')).toBeVisible();
      await expectAccessible(stranger, 'an unknown key');
      await away.close();
    });

    await office.start();
    await other.setOffline(false);
    await test.step('revoked by the leader: red as soon as there is a network', async () => {
      const leader = await sit(chrome, office, 'lanhdao', '/desk/so-chung-thuc');
      await leader.page.getByRole('link', { name: 'Bằng tốt nghiệp' }).click();
      await press(leader.page, k('act.revoke'));
      await leader.page.locator('#reason').fill('Bản chính bị làm giả.');
      await expectAccessible(leader.page, 'revoking a copy');
      await leader.page.locator('#action-form').getByRole('button', { name: k('act.revoke') }).click();
      await expect(said(leader.page, k('done.revoke'))).toBeVisible();
      await leave(leader);
      await page.goto('/kiem-tra');
      await check(page, file);
      await expect(page.locator('#verdict-revoked')).toBeVisible();
      await expect(page.locator('#check-result')).not.toContainText('làm giả');
    });
    await home.close();
    await other.close();
  } finally {
    await office.remove();
    await elsewhere.remove();
  }
  expect(problems).toEqual([]);
});

test('the page fits a small phone at double text size, in both languages', async ({ chrome, server }) => {
  for (const language of ['vi', 'en'] as const) {
    const context = await newPhone(chrome, server, { viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await page.goto('/kiem-tra');
    if (language === 'en') await page.locator('#language').click();
    await page.addStyleTag({ content: 'html { font-size: 200%; }' }).catch(() => undefined);
    await expect(page.getByRole('heading', { level: 1, name: say(language, 'copies', 'check.title') })).toBeVisible();
    await page.locator('summary').click();
    await expectNoSidewaysScroll(page, `the check at 320 (${language})`);
    await expectAccessible(page, `the check at 320 (${language})`);
    await context.close();
  }
});
