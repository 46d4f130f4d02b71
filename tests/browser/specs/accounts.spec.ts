// Accounts: made by the administrator, changed at the first sign-in, switched off under somebody's hands.
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import type { Server } from '../support/server';
import { leave, seeded, sit, type Desk } from '../support/staff';
import { expect, test, watch } from '../support/test';
import { say } from '../support/words';

const a = (key: string, values: Record<string, string> = {}): string => say('vi', 'accounts', key, values);
const nav = (key: string): string => say('vi', 'nav', key);
const NAME = 'Lê Thị Thử Việc';
const OWN = 'con mèo nằm trên mái nhà';

let server: Server;
test.beforeAll(async () => {
  server = await seeded(6);
});
test.afterAll(async () => {
  await server.remove();
});

const row = (page: Page, user: string) => page.locator('tr.account-line', { hasText: user });
const pages = (page: Page) => page.locator('#nav-pages a');

async function openAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: a('edit_of', { name }) }).click();
  await expect(page.locator('#account-edit')).toBeVisible();
}

// Makes an account and answers its first password.
async function add(page: Page, user: string, name: string, roles: string[]): Promise<string> {
  await page.locator('#account-new').click();
  const dialog = page.locator('#account-add');
  await dialog.locator('#add-name').fill(name);
  await dialog.locator('#add-user').fill(user);
  for (const role of roles) await dialog.locator(`input[value="${role}"]`).check();
  await dialog.getByRole('button', { name: a('form.create') }).click();
  const secret = page.locator('#first-secret');
  await expect(secret).toHaveText(/^[a-z]{4}-[a-z]{4}-[a-z]{4}-\d{4}$/);
  return (await secret.textContent()) ?? '';
}

// Signs in by hand: the page that then stands is up to the account.
async function arrive(desk: { newContext: (options: object) => Promise<Desk['context']> }, user: string, password: string, path = '/desk'): Promise<Desk> {
  const problems: string[] = [];
  const context = await desk.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 }, locale: 'vi-VN' });
  const page = await context.newPage();
  watch(page, problems);
  await page.goto(path);
  await page.locator('#sign-in-user').fill(user);
  await page.locator('#sign-in-password').fill(password);
  await page.locator('#sign-in-password').press('Enter');
  await expect(page.locator('#sign-in-user')).toHaveCount(0);
  return { page, context, problems };
}

async function changePassword(page: Page, id: string, old: string, fresh: string): Promise<void> {
  await page.locator(`#${id}-old`).fill(old);
  await page.locator(`#${id}-new`).fill(fresh);
  await page.locator(`#${id}-again`).fill(fresh);
  await page.locator(`#${id}-again`).press('Enter');
}

test('a new clerk: made, changes the password, sees the clerk’s pages, is switched off while working', async ({ chrome }) => {
  const admin = await sit(chrome, server, 'quantri');
  const office = admin.page;
  // Accounts are the administrator's first page; no dossier is theirs.
  await expect(office).toHaveURL(/\/desk\/tai-khoan$/);
  await expect(pages(office)).toHaveText([nav('accounts'), nav('posters')]);
  await expectAccessible(office, 'the accounts');

  // Nothing filled in: said beside the fields, and the first of them has the focus.
  await office.locator('#account-new').click();
  await office.getByRole('button', { name: a('form.create') }).click();
  await expect(office.locator('#add-name')).toBeFocused();
  await expect(office.getByText(a('form.roles_missing'))).toBeVisible();
  await expectAccessible(office, 'a new account with errors');
  await office.locator('#add-name').fill(NAME);
  await office.locator('#add-user').fill('thu viec');
  await office.locator('#account-add input[value="clerk"]').check();
  await office.getByRole('button', { name: a('form.create') }).click();
  await expect(office.getByText(a('form.user_signs'))).toBeVisible();
  await office.locator('#add-user').fill('  ThuViec ');
  await office.getByRole('button', { name: a('form.create') }).click();
  const first = (await office.locator('#first-secret').textContent()) ?? '';
  await expect(office.locator('#first-user')).toHaveText('thuviec');
  await expectAccessible(office, 'a first password');
  await admin.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  await office.getByRole('button', { name: a('first.copy') }).click();
  await expect(office.getByText(a('first.copied')).last()).toBeVisible();
  expect(await office.evaluate(() => navigator.clipboard.readText())).toBe(first);
  // Only the button closes it: what is shown once is not lost by a key.
  await office.keyboard.press('Escape');
  await expect(office.locator('#first-secret')).toBeVisible();
  await office.getByRole('button', { name: a('first.done') }).click();
  await expect(office.locator('#first-secret')).toHaveCount(0);
  await expect(row(office, 'thuviec')).toContainText(NAME);

  // The clerk: nothing but the change of the password, whatever address is typed.
  const desk = await arrive(chrome, 'thuviec', first, '/desk/so');
  const { page } = desk;
  await expect(page.getByText(a('password.first'))).toBeVisible();
  await expect(page.locator('#nav-pages')).toHaveCount(0);
  await page.goto('/desk/tai-khoan');
  await expect(page.getByText(a('password.first'))).toBeVisible();
  await expectAccessible(page, 'the first change of a password');
  await changePassword(page, 'password', first, 'ngan');
  await expect(page.locator('#password-new-error')).toContainText(a('password.too_short'));
  await changePassword(page, 'password', 'khong-phai-the', OWN);
  await expect(page.locator('#password-old-error')).toContainText(a('password.old_wrong'));
  await changePassword(page, 'password', first, OWN);
  // The page that was asked for appears, and is another's.
  await expect(page.getByText(nav('no_duty.title')).last()).toBeVisible();
  const clerks = ['list', 'board', 'reception', 'calling', 'fill_in', 'register', 'certifications', 'money', 'cashbook', 'ratings', 'reports', 'posters'];
  await expect(pages(page)).toHaveText(clerks.map((id) => (id === 'certifications' ? say('vi', 'copies', 'register.nav') : nav(id))));
  await page.goto('/desk?xem=all');
  await expect(page.locator('tr.work-row').first()).toBeVisible();

  // Switched off while something is typed: the next request says so, and what was typed stays.
  await page.goto('/desk/mat-khau');
  await page.locator('#password-old').fill(OWN);
  await page.locator('#password-new').fill('một câu còn dài hơn');
  await page.locator('#password-again').fill('một câu còn dài hơn');
  await openAccount(office, NAME);
  await office.getByRole('button', { name: a('off.act') }).click();
  await expect(office.locator('#account-ask')).toBeFocused();
  await expectAccessible(office, 'the question before switching off');
  await office.getByRole('button', { name: a('off.yes') }).click();
  await expect(office.getByText(a('switched_off', { name: NAME })).first()).toBeVisible();
  await expect(row(office, 'thuviec')).toContainText(a('state.off'));
  await page.locator('#password-again').press('Enter');
  await expect(page.locator('#sign-in-again')).toBeVisible();
  await page.locator('#again-password').fill(OWN);
  await page.locator('#again-password').press('Enter');
  await expect(page.getByText(a('again.maybe_off'))).toBeVisible();
  await expectAccessible(page, 'signing in again in vain');
  await expect(page.locator('#password-new')).toHaveValue('một câu còn dài hơn');

  // On again: the same dialog lets them in, and the page goes on.
  await openAccount(office, NAME);
  await office.getByRole('button', { name: a('off.on') }).click();
  await expect(row(office, 'thuviec')).toContainText(a('state.on'));
  await page.locator('#again-password').fill(OWN);
  await page.locator('#again-password').press('Enter');
  await expect(page.locator('#sign-in-again')).not.toBeVisible();
  await page.locator('#password-again').press('Enter');
  await expect(page).toHaveURL(/\/desk(\?|$)/);
  await leave(desk);
  await leave(admin);
});

test('a password reset under somebody’s hands keeps the page; a role taken away leaves its pages', async ({ chrome }) => {
  const admin = await sit(chrome, server, 'quantri', '/desk/tai-khoan');
  const office = admin.page;
  const name = 'Trần Văn Mẫu';
  const first = await add(office, 'mau', name, ['clerk', 'administrator']);
  await office.getByRole('button', { name: a('first.done') }).click();
  const desk = await arrive(chrome, 'mau', first);
  const { page } = desk;
  await changePassword(page, 'password', first, OWN);
  await expect(pages(page).last()).toBeVisible();

  // A form is open, the password is reset: sign in with the new one, set one's own, and the form is still there.
  await page.goto('/desk/tai-khoan');
  await page.locator('#account-new').click();
  await page.locator('#add-name').fill('Người Mới');
  await page.locator('#add-user').fill('nguoimoi');
  await page.locator('#account-add input[value="receptionist"]').check();
  await openAccount(office, name);
  await office.getByRole('button', { name: a('reset.act') }).click();
  await office.getByRole('button', { name: a('reset.yes') }).click();
  const second = (await office.locator('#first-secret').textContent()) ?? '';
  expect(second).not.toBe(first);
  await office.getByRole('button', { name: a('first.done') }).click();
  await page.getByRole('button', { name: a('form.create') }).click();
  await expect(page.locator('#sign-in-again')).toBeVisible();
  await page.locator('#again-password').fill(second);
  await page.locator('#again-password').press('Enter');
  await expect(page.locator('#password-first')).toBeVisible();
  await expectAccessible(page, 'a password to change over an open page');
  await changePassword(page, 'first', second, `${OWN} nữa`);
  await expect(page.locator('#password-first')).not.toBeVisible();
  await expect(page.locator('#add-name')).toHaveValue('Người Mới');
  await page.getByRole('button', { name: a('form.create') }).click();
  await expect(page.locator('#first-user')).toHaveText('nguoimoi');
  await page.getByRole('button', { name: a('first.done') }).click();
  await expect(row(page, 'nguoimoi')).toBeVisible();

  // The role is taken away: the next request is refused, and the page says whose it is.
  await openAccount(office, name);
  await office.locator('#account-edit input[value="administrator"]').uncheck();
  await office.getByRole('button', { name: a('form.save') }).click();
  await expect(office.getByText(a('saved', { name })).first()).toBeVisible();
  await add(page, 'nguoithuba', 'Người Thứ Ba', ['receptionist']).catch(() => undefined);
  await expect(page.getByText(nav('no_duty.title')).last()).toBeVisible();
  await expect(pages(page).filter({ hasText: nav('accounts') })).toHaveCount(0);

  // Oneself: renamed at most. A taken user name is said.
  await openAccount(office, 'Quản trị (thử)');
  await expect(office.getByRole('button', { name: a('off.act') })).toHaveCount(0);
  await office.locator('#account-edit input[value="auditor"]').check();
  await office.locator('#account-edit input[value="administrator"]').uncheck();
  await office.getByRole('button', { name: a('form.save') }).click();
  await expect(office.getByText(say('vi', 'codes', 'problem.account_needed'))).toBeVisible();
  await office.keyboard.press('Escape');
  await office.locator('#account-new').click();
  await office.locator('#add-name').fill('Lê Thị Khác');
  await office.locator('#add-user').fill('CanBo');
  await office.locator('#account-add input[value="clerk"]').check();
  await office.getByRole('button', { name: a('form.create') }).click();
  await expect(office.getByText(say('vi', 'codes', 'problem.user_taken'))).toBeVisible();
  await leave(desk);
  await leave(admin);
});

test('on a tablet the pages fold into a menu that the keyboard opens', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'lanhdao', '/desk', { viewport: { width: 768, height: 1024 } });
  const { page } = desk;
  const menu = page.locator('#nav-menu');
  await expect(page.locator('#nav-pages')).not.toBeVisible();
  await menu.focus();
  await page.keyboard.press('Enter');
  await expect(menu).toHaveAttribute('aria-expanded', 'true');
  await expect(page.locator('#nav-pages')).toBeVisible();
  await expectAccessible(page, 'the open menu');
  await page.keyboard.press('Escape');
  await expect(page.locator('#nav-pages')).not.toBeVisible();
  await expect(menu).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: nav('register') }).click();
  await expect(page).toHaveURL(/\/desk\/so/);
  await expect(page.locator('#nav-pages')).not.toBeVisible();
  await expectNoSidewaysScroll(page, 'the register on a tablet');
  await leave(desk);
});
