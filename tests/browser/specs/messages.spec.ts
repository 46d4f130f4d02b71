// Desk and citizen write to each other about a dossier: each sees what the other wrote, and that it was seen.
import type { Browser, Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { photo } from '../support/files';
import { fillPages, type Entry } from '../support/form';
import type { Server } from '../support/server';
import { leave, sit } from '../support/staff';
import { expect, newPhone, test } from '../support/test';
import { say } from '../support/words';

const m = (key: string, values: Record<string, string> = {}): string => say('vi', 'messages', key, values);
const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'citizen', key, values);

const COPIES = '2.000815';
const ANSWERS: Record<string, Entry> = {
  requester_name: 'Nguyễn Thị Út',
  requester_birth_date: ['15', '8', '1995'],
  requester_sex: 'female',
  requester_id_number: '087195012345',
  requester_address: { province: 'Tỉnh Đồng Tháp', ward: 'Phường Mỹ Trà', line: 'Số 12, Khóm 3' },
  requester_phone: '0912 345 678',
  document_name: 'Bằng tốt nghiệp',
  pages: '2',
  copies: '3',
  has_more_documents: 'no',
};

async function handIn(chrome: Browser, server: Server): Promise<{ page: Page; code: string; close: () => Promise<void> }> {
  const context = await newPhone(chrome, server);
  const page = await context.newPage();
  await page.goto(`/tt/${COPIES}`);
  for (const id of ['foreign_paper', 'electronic', 'brings_copies', 'many_documents']) await page.locator(`input[name=${id}][value=no]`).check();
  await page.getByRole('button', { name: w('procedure.start') }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
  await page.goto(`/nop/${COPIES}/trang/requester_name`);
  await fillPages(page, ANSWERS);
  await page.goto(`/nop/${COPIES}/xem-lai`);
  await page.getByLabel(w('review.read')).check();
  await page.getByRole('button', { name: w('review.hand_in') }).click();
  await expect(page).toHaveURL(/\/bien-nhan\//, { timeout: 60_000 });
  return { page, code: decodeURIComponent(new URL(page.url()).pathname.split('/').pop() ?? ''), close: () => context.close() };
}

test('a question with a photo, and its answer', async ({ chrome, server }) => {
  test.setTimeout(180_000);
  const phone = await handIn(chrome, server);
  await phone.page.goto(`/theo-doi#${encodeURIComponent(phone.code)}`);
  const talk = phone.page.locator('#messages');
  await expect(talk.getByText(m('talk.none'))).toBeVisible();
  await talk.locator('#message-send').click();
  await expect(talk.getByText(m('write.empty'))).toBeVisible();
  await talk.locator('#message-text').fill('Con gửi cô tấm ảnh này được chưa?');
  await talk.locator('#message-files').setInputFiles(await photo(phone.page, 'anh.jpg'));
  await expect(talk.getByText('anh.jpg')).toBeVisible();
  await talk.locator('#message-send').click();
  await expect(talk.locator('.message')).toHaveCount(1);
  await expect(talk.getByText(m('one.unread_by_office'))).toBeVisible();
  await expect(talk.locator('#message-text')).toHaveValue('');
  await expectAccessible(phone.page, 'messages on the phone');
  await expectNoSidewaysScroll(phone.page, 'messages on the phone');

  const clerk = await sit(chrome, server, 'tiepnhan');
  await clerk.page.goto('/desk?xem=all');
  await clerk.page.getByRole('link', { name: phone.code }).first().click();
  const desk = clerk.page.locator('#messages');
  await expect(desk.getByText('Con gửi cô tấm ảnh này được chưa?')).toBeVisible();
  const saving = clerk.page.waitForEvent('download');
  await desk.locator('.message a').click();
  expect((await saving).suggestedFilename()).toContain(phone.code);
  await desk.locator('#message-text').fill('Dạ được rồi, bác chờ hai ngày nhé.');
  await desk.locator('#message-send').click();
  await expect(desk.locator('.message')).toHaveCount(2);
  await expect(desk.getByText(m('one.unread_by_citizen'))).toBeVisible();
  await expectAccessible(clerk.page, 'messages at the desk');

  // The first page says that there is something new, and the list which dossier; once it was read, neither does.
  const mine = phone.page.getByRole('link', { name: w('home.dossiers_open', { count: '1' }) });
  await phone.page.goto('/');
  await expect(mine).toContainText(w('track.fresh'));
  await expectAccessible(phone.page, 'something new on the first page');
  await mine.click();
  const line = phone.page.getByRole('link', { name: phone.code });
  await expect(line).toContainText(w('track.fresh'));
  await line.click();
  await expect(talk.getByText('Dạ được rồi, bác chờ hai ngày nhé.')).toBeVisible();
  await phone.page.goto('/');
  await expect(mine).toBeVisible();
  await expect(mine).not.toContainText(w('track.fresh'));
  await phone.page.goto(`/theo-doi#${encodeURIComponent(phone.code)}`);
  await expect(talk.getByText(m('one.unread_by_office'))).toHaveCount(0);
  await leave(clerk);
  await phone.close();
});
