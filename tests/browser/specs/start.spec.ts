// The first moments on a slow phone: what the server painted can be used before the program is here, and nothing of it is lost then.
import type { Page, Route } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { CODE } from '../support/birth';
import { expect, test } from '../support/test';
import { of, say } from '../support/words';

// Keeps every program away until it is let go.
async function hold(page: Page): Promise<() => Promise<void>> {
  let waiting: Route[] | undefined = [];
  await page.route(/\.wasm$/, (route) => (waiting ? void waiting.push(route) : route.continue()));
  return async () => {
    const held = waiting ?? [];
    waiting = undefined;
    await Promise.all(held.map((route) => route.continue()));
  };
}

test('what is typed before the program is here stays, with the focus and the place in the word', async ({ phone }) => {
  const letGo = await hold(phone);
  await phone.goto(`/nop/${CODE}/bat-dau/requester_name`);
  const painted = phone.locator('#p-requester_name');
  await painted.click();
  await phone.keyboard.type('NGUYEN UT');
  await phone.keyboard.press('ArrowLeft');
  await phone.keyboard.press('ArrowLeft');
  await expectAccessible(phone, 'a painted form');
  await phone.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(phone, 'a painted form at 320 px');
  await phone.setViewportSize({ width: 360, height: 740 });
  await letGo();
  await expect(phone.locator('#shell')).toHaveCount(0);
  const field = phone.locator('#requester_name');
  await expect(field).toHaveValue('NGUYEN UT');
  await expect(field).toBeFocused();
  await phone.keyboard.type('THI ');
  await expect(field).toHaveValue('NGUYEN THI UT');
  await expect(phone).toHaveURL(new RegExp(`/nop/${CODE}/trang/requester_name$`));
  // It is in the draft, not only in the box.
  await expect(phone.locator('#kept')).toContainText(/\d/);
  await phone.reload();
  await expect(field).toHaveValue('NGUYEN THI UT');
});

test('a case question ticked and "next" pressed before the program is here count', async ({ phone }) => {
  const letGo = await hold(phone);
  await phone.goto(`/nop/${CODE}/bat-dau`);
  await phone.locator('#p-abandoned-1').check();
  await phone.locator('#p-next').click();
  await letGo();
  await expect(phone.locator('#shell')).toHaveCount(0);
  await expect(phone.locator('input[name=abandoned][value=no]')).toBeChecked();
  // The other questions are still open: it says so and stays.
  await expect(phone.getByRole('heading', { name: say('vi', 'common', 'error.summary') })).toBeVisible();
});

test('the first page searches and leads on without its program', async ({ phone }) => {
  await hold(phone);
  await phone.goto('/');
  await expect(phone.getByRole('heading', { level: 1, name: say('vi', 'citizen', 'home.title') })).toBeVisible();
  await expectAccessible(phone, 'the painted first page');
  await phone.getByLabel(say('vi', 'citizen', 'search.label')).fill('con moi de');
  await phone.keyboard.press('Enter');
  await expect(phone).toHaveURL(/\/thu-tuc\?tim=con\+moi\+de$/);
  await phone.goto(`/tt/${CODE}`);
  await expect(phone.getByRole('heading', { level: 1, name: of(CODE, 'vi', 'name') })).toBeVisible();
  await expectAccessible(phone, 'a painted procedure');
  await phone.locator('#shell').getByRole('link', { name: say('vi', 'citizen', 'procedure.start') }).click();
  await expect(phone).toHaveURL(new RegExp(`/nop/${CODE}/bat-dau$`));
});
