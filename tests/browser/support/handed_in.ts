// A request for certified copies that a citizen at home handed in, and the desk that opens it.
import type { Browser, Page } from '@playwright/test';
import { fillPages, type Entry } from './form';
import type { Server } from './server';
import { expect, newPhone, watch } from './test';
import { say } from './words';

const w = (key: string): string => say('vi', 'citizen', key);

// Done while one waits, or in two working days when there are many.
export const COPIES = '2.000815';
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

export type Phone = { page: Page; code: string; close: () => Promise<void> };

export async function handIn(chrome: Browser, server: Server, many: 'yes' | 'no' = 'no'): Promise<Phone> {
  const problems: string[] = [];
  const context = await newPhone(chrome, server);
  const page = await context.newPage();
  watch(page, problems);
  await page.goto(`/tt/${COPIES}`);
  const answers = { foreign_paper: 'no', electronic: 'no', brings_copies: 'no', many_documents: many };
  for (const [id, value] of Object.entries(answers)) await page.locator(`input[name=${id}][value=${value}]`).check();
  await page.getByRole('button', { name: w('procedure.start') }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
  await page.goto(`/nop/${COPIES}/trang/requester_name`);
  await fillPages(page, ANSWERS);
  await page.goto(`/nop/${COPIES}/xem-lai`);
  await page.getByLabel(w('review.read')).check();
  await page.getByRole('button', { name: w('review.hand_in') }).click();
  await expect(page).toHaveURL(/\/bien-nhan\//, { timeout: 60_000 });
  const code = decodeURIComponent(new URL(page.url()).pathname.split('/').pop() ?? '');
  const close = async (): Promise<void> => {
    await context.close();
    expect(problems).toEqual([]);
  };
  return { page, code, close };
}

// Opens a dossier by its code from the list of everything.
export async function openAt(page: Page, code: string): Promise<void> {
  await page.goto('/desk?xem=all');
  await page.getByRole('link', { name: code }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(code);
}
