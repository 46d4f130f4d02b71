// Desk and phone fill in one draft: begun at the desk and gone on with on the phone, and the other way round.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe';
import { ANSWERS, CASE, CODE } from '../support/birth';
import { CARD } from '../support/camera';
import { pdf, photo } from '../support/files';
import { scan } from '../support/scanner';
import { enter, stands } from '../support/form';
import { expect, test } from '../support/test';
import { of, say } from '../support/words';

const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'fill_in', key, values);
const d = (key: string, values: Record<string, string> = {}): string => say('vi', 'desk', key, values);

async function signIn(desk: Page, user = 'canbo'): Promise<void> {
  await desk.goto('/desk/dien');
  await desk.getByLabel(d('sign_in.user'), { exact: true }).fill(user);
  await desk.getByLabel(d('sign_in.password'), { exact: true }).fill('motcua-demo');
  await desk.getByRole('button', { name: d('sign_in.submit') }).click();
  await expect(desk.getByRole('heading', { level: 1, name: w('list.title') })).toBeVisible();
}

// Fills what stands on the one long form, again until nothing new appears: an answer shows further fields.
async function fillAll(page: Page, entries: Record<string, Parameters<typeof enter>[2]>): Promise<void> {
  const done = new Set<string>();
  for (let round = 0; round < 4; round++) {
    for (const [id, entry] of Object.entries(entries)) {
      if (done.has(id) || !(await stands(page, id))) continue;
      await enter(page, id, entry);
      done.add(id);
    }
  }
}

const kept = (desk: Page): Promise<void> => expect(desk.locator('#fill-kept')).toHaveAttribute('data-kept', 'all');

test('begun at the desk, gone on with on the phone, handed in by the desk', async ({ phone, deskPage: desk }) => {
  test.setTimeout(240_000);
  await signIn(desk);
  await expectAccessible(desk, 'filling in: list');

  await test.step('a procedure is found as people say it; the case questions cut the papers', async () => {
    await desk.locator('#fill-find').fill('khai sanh cho con');
    await desk.getByRole('link', { name: w('list.start_label', { name: of(CODE, 'vi', 'name') }) }).click();
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText(of(CODE, 'vi', 'name'));
    await expect(desk).toHaveURL(/\?nhap=/);
    await fillAll(desk, CASE);
    await expect(desk.locator('[data-paper=birth_paper]')).toBeVisible();
    await expect(desk.locator('[data-paper=abandonment_record]')).toHaveCount(0);
  });

  await test.step('a scanner that types fills the section under the cursor, and can be taken back', async () => {
    await desk.locator('#requester_name').focus();
    await scan(desk, CARD);
    await expect(desk.locator('#requester_name')).toHaveValue('NGUYỄN THỊ ÚT');
    await expect(desk.locator('#requester_id_number')).toHaveValue('087195012345');
    await expect(desk.locator('#requester_birth_date-year')).toHaveValue('1995');
    await desk.getByRole('button', { name: w('card.undo') }).click();
    await expect(desk.locator('#requester_id_number')).toHaveValue('');
    await desk.locator('#requester_phone').focus();
    await scan(desk, CARD);
    await expect(desk.locator('#requester_id_number')).toHaveValue('087195012345');
    await expect(desk.locator('#requester_phone')).toHaveValue('');
    await kept(desk);
    await expectAccessible(desk, 'filling in: form');
  });

  await test.step('the phone joins by the one-time code; both show the same number', async () => {
    await desk.getByRole('button', { name: w('phone.invite') }).click();
    const number = (await desk.locator('#phone-number').textContent())?.trim() ?? '';
    expect(number).toMatch(/^\d\d \d\d$/);
    const link = (await desk.locator('[data-link]').getAttribute('data-link')) ?? '';
    await expectAccessible(desk, 'filling in: one-time code');
    await phone.goto(new URL(link).pathname + new URL(link).hash);
    await expect(phone.locator('#join-number')).toHaveText(number);
    await expectAccessible(phone, 'joining');
    await phone.locator('#join-yes').click();
    await expect(phone).toHaveURL(new RegExp(`/nop/${CODE.replace('.', '\\.')}`));
    await expect(desk.getByText(w('phone.joined')).first()).toBeVisible();
    await expect(desk.locator('#phone-number')).toHaveText(number);

    // The code was for once.
    const other = await phone.context().browser()!.newContext({ viewport: { width: 360, height: 740 } });
    const stranger = await other.newPage();
    await stranger.goto(link);
    await expect(stranger.getByText(say('vi', 'codes', 'problem.hand_off_used'))).toBeVisible();
    await other.close();
  });

  await test.step('what one end enters, the other sees, with who made it', async () => {
    await desk.locator('#child_name').fill('Nguyễn Gia Bảo');
    await desk.locator('#child_name').blur();
    await phone.goto(`/nop/${CODE}/trang/child_name`);
    await expect(phone.locator('#child_name')).toHaveValue('Nguyễn Gia Bảo');
    await phone.goto(`/nop/${CODE}/trang/requester_contact`);
    await phone.locator('#requester_phone').fill('0912345678');
    await expect(desk.locator('#requester_phone')).toHaveValue('0912345678', { timeout: 20_000 });
    await expect(desk.locator('[data-field=requester_phone]')).toContainText(w('form.by_citizen'));
  });

  await test.step('nobody writes into a box that somebody types in', async () => {
    await desk.locator('#requester_phone').focus();
    await desk.locator('#requester_phone').press('End');
    await desk.locator('#requester_phone').press('9');
    await phone.locator('#requester_phone').fill('0911111111');
    await phone.locator('#requester_phone').blur();
    await desk.waitForTimeout(2500);
    await expect(desk.locator('#requester_phone')).toHaveValue('09123456789');
    await desk.locator('#requester_phone').fill('0912345678');
    await desk.locator('#requester_phone').blur();
    await kept(desk);
    await expect(phone.locator('#requester_phone')).toHaveValue('0912345678', { timeout: 20_000 });
  });

  await test.step('the phone photographs while the clerk types', async () => {
    await phone.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await phone.locator('input[type=file]').last().setInputFiles([await photo(phone, 'Giay chung sinh')]);
    const { requester_phone: _, child_name: __, ...rest } = ANSWERS;
    await fillAll(desk, rest);
    await expect(desk.locator('[data-paper=birth_paper] .fill-page')).toHaveCount(1, { timeout: 30_000 });
    await desk.locator('#birth_paper').setInputFiles([pdf('trang 2.pdf', 2)]);
    await expect(desk.locator('[data-paper=birth_paper] .fill-page')).toHaveCount(2, { timeout: 30_000 });
    await desk.getByRole('button', { name: w('paper.up_label', { number: '2', paper: of(CODE, 'vi', 'paper.birth_paper.label') }) }).click();
    await expect(desk.locator('[data-paper=birth_paper] .fill-page').first()).toContainText(w('paper.pdf', { count: '2' }));
    await kept(desk);
  });

  await test.step('the desk hands in for the citizen; a reload brings the same slip; the phone has its receipt', async () => {
    await desk.locator('#fill-hand-in').click();
    await expect(desk.getByText(w('hand_in.read_first'))).toBeVisible();
    await desk.locator('#fill-read').check();
    await expectAccessible(desk, 'filling in: before handing in');
    await desk.locator('#fill-hand-in').dblclick();
    await expect(desk.locator('#slip')).toBeVisible({ timeout: 30_000 });
    const code = (await desk.locator('#dossier-code').textContent()) ?? '';
    const secret = (await desk.locator('#receipt-secret').textContent()) ?? '';
    expect(code).toMatch(/^H20\.\d{3}-\d{6}-\d{4,}$/);
    expect(secret).not.toBe('');
    await expect(desk.locator('#slip')).toContainText('NGUYỄN THỊ ÚT');
    await expectAccessible(desk, 'slip');
    await expect(phone).toHaveURL(/\/bien-nhan\//, { timeout: 30_000 });
    await expect(phone.getByText(code).first()).toBeVisible();
    await desk.reload();
    await desk.getByRole('button', { name: w('slip.again') }).click();
    await expect(desk.locator('#dossier-code')).toHaveText(code);
    await expect(desk.locator('#receipt-secret')).toHaveText(secret);
    await desk.getByRole('link', { name: w('slip.open') }).click();
    await expect(desk.getByText('Nguyễn Gia Bảo').first()).toBeVisible();
  });

  await test.step('nothing of the citizen stays on the desk machine', async () => {
    const stored = await desk.evaluate(async () => {
      const names = await indexedDB.databases();
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, names]);
    });
    for (const canary of ['NGUYỄN THỊ ÚT', '087195012345', '0912345678', 'Gia Bảo']) expect(stored).not.toContain(canary);
  });
});

test('begun at home, taken over by the clerk', async ({ phone, deskPage: desk }) => {
  test.setTimeout(180_000);
  await signIn(desk);

  await test.step('the phone shows a code', async () => {
    await phone.goto(`/tt/${CODE}`);
    for (const [id, value] of Object.entries(CASE)) await phone.locator(`input[name=${id}][value=${value as string}]`).check();
    await phone.getByRole('button', { name: say('vi', 'citizen', 'procedure.start') }).first().click();
    await expect(phone.getByRole('heading', { level: 1, name: say('vi', 'citizen', 'tasks.title') })).toBeVisible();
    await phone.goto(`/nop/${CODE}/trang/child_name`);
    await phone.locator('#child_name').fill('Trần Bảo An');
    await phone.locator('#next').click();
    await phone.goto(`/nop/${CODE}`);
    await phone.locator('#to-desk').click();
    await expect(phone.locator('[data-link]')).toBeVisible();
    await expectAccessible(phone, 'asking the desk in');
  });

  await test.step('a wrong code is refused with a sentence; the right one joins once', async () => {
    await desk.getByRole('link', { name: w('list.join') }).click();
    await expectAccessible(desk, 'taking over');
    await desk.locator('#join-code').fill('1.001193');
    await desk.getByRole('button', { name: w('join.do') }).click();
    await expect(desk.getByText(w('join.other_code'))).toBeVisible();
    await desk.locator('#join-code').fill('A'.repeat(27));
    await desk.getByRole('button', { name: w('join.do') }).click();
    await expect(desk.getByText(w('join.failed', { why: say('vi', 'codes', 'problem.hand_off_expired') }))).toBeVisible();
    const link = (await phone.locator('[data-link]').getAttribute('data-link')) ?? '';
    await scan(desk, link);
    await expect(desk).toHaveURL(/\?nhap=/);
    await expect(desk.locator('#child_name')).toHaveValue('Trần Bảo An');
    await expect(desk.locator('[data-field=child_name]')).toContainText(w('form.by_citizen'));
    await expect(desk.locator('input[name=by_proxy][value=no]')).toBeChecked();
  });

  await test.step('somebody authorised: a close relative needs no certified paper', async () => {
    await desk.locator('input[name=by_proxy][value=yes]').check();
    await desk.locator('input[name=close_relative][value=no]').check();
    await expect(desk.locator('[data-paper=authorisation]')).toBeVisible();
    await desk.locator('input[name=close_relative][value=yes]').check();
    await expect(desk.locator('[data-paper=authorisation]')).toHaveCount(0);
    await expect(desk.locator('#proxy_name')).toBeVisible();
    await desk.locator('#proxy_name').fill('Trần Văn Tư');
    await desk.locator('#proxy_name').blur();
    await kept(desk);
  });

  await test.step('the list holds it; closing asks first, and ends it on both sides', async () => {
    await desk.goto('/desk/dien');
    const line = desk.locator('[data-draft]').first();
    await expect(line).toContainText(of(CODE, 'vi', 'name'));
    await line.getByRole('button', { name: w('close.button') }).click();
    await desk.getByRole('button', { name: w('close.yes') }).click();
    await expect(desk.locator('[data-draft]')).toHaveCount(0);
  });
});
