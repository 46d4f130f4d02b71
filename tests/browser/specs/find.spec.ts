// Finding a procedure: by words as people say them, by code, by field, by what hangs on the wall, old or new.
import { expect, test } from '../support/test';
import { of, say } from '../support/words';

const CODE = '1.001193';
const name = of(CODE, 'vi', 'name');

for (const query of ['khai sinh', 'dang ky khai sinh', 'con mới đẻ', 'con moi de', CODE]) {
  test(`search: ${query}`, async ({ phone }) => {
    await phone.goto('/');
    await phone.getByLabel(say('vi', 'citizen', 'search.label')).fill(query);
    await phone.getByLabel(say('vi', 'citizen', 'search.label')).press('Enter');
    await expect(phone.locator('main').getByRole('link', { name }).first()).toBeVisible();
  });
}

test('search: what is not there is said, and what to do', async ({ phone }) => {
  await phone.goto(`/thu-tuc?tim=${encodeURIComponent('bằng lái máy bay trực thăng')}`);
  await expect(phone.getByText(say('vi', 'citizen', 'search.none_text'))).toBeVisible();
});

test('by field', async ({ phone }) => {
  await phone.goto('/');
  await phone.getByRole('link', { name: say('vi', 'common', 'domain.chung_thuc') }).click();
  await expect(phone.getByRole('link', { name: new RegExp(of('2.000815', 'vi', 'name').slice(0, 30)) }).first()).toBeVisible();
  await expect(phone.getByRole('link', { name })).toHaveCount(0);
});

test('the code inside a dead national link is rescued, and it is said', async ({ phone, camera }) => {
  camera.show(`https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=${CODE}`);
  await phone.goto('/quet');
  await expect(phone.getByText(say('vi', 'scan', 'procedure.outdated')).or(phone.getByRole('heading', { level: 1, name })).first()).toBeVisible({ timeout: 30_000 });
  const open = phone.getByRole('link', { name: say('vi', 'scan', 'procedure.open') });
  if (await open.isVisible()) await open.click();
  await expect(phone.getByRole('heading', { level: 1, name })).toBeVisible();
});

test('an outdated poster says so', async ({ phone }) => {
  await phone.goto(`/tt/${CODE}?d=20200101`);
  await expect(phone.getByText(say('vi', 'citizen', 'procedure.newer').split('{')[0]!.trim()).first()).toBeVisible();
});

test('fees follow the answers; what is unsure is said to be', async ({ phone }) => {
  await phone.goto(`/tt/${CODE}`);
  await expect(phone.getByText(say('vi', 'citizen', 'fees.answer_first'))).toBeVisible();
  await phone.locator('input[name=on_time][value=yes]').check();
  await expect(phone.getByText(say('vi', 'citizen', 'fees.answer_first'))).toHaveCount(0);
  await phone.goto('/tt/2.000884');
  await expect(phone.getByText(/10\.000/).first()).toBeVisible();
  await phone.goto('/tt/1.001776');
  await expect(phone.getByText(say('vi', 'citizen', 'fees.unpublished')).first()).toBeVisible();
});
