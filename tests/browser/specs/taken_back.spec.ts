// The citizen takes a dossier back: asked on the phone, stopped by the desk with its reason, on paper and on the phone alike.
// And a desk machine with a wrong clock, which is told so and harms nothing.
import { expectAccessible } from '../support/axe';
import { handIn, openAt } from '../support/handed_in';
import { leave, sit } from '../support/staff';
import { expect, test } from '../support/test';
import { say } from '../support/words';

const c = (key: string): string => say('vi', 'counter', key);
const d = (key: string): string => say('vi', 'desk', key);
const w = (key: string): string => say('vi', 'citizen', key);

test('taken back at the citizen’s request: the desk stops it, the notice is printed, the phone says so', async ({ chrome, server }) => {
  const phone = await handIn(chrome, server, 'yes');
  const clerk = await sit(chrome, server, 'canbo');
  const desk = clerk.page;

  await test.step('asked on the phone, with a reason', async () => {
    await phone.page.goto('/theo-doi');
    await phone.page.getByRole('link', { name: new RegExp(phone.code.replaceAll('.', '\\.')) }).first().click();
    await phone.page.getByRole('button', { name: w('withdraw'), exact: true }).click();
    await phone.page.getByLabel(w('withdraw_reason')).fill('Đã tìm thấy bản cũ');
    await phone.page.getByRole('button', { name: w('withdraw_yes'), exact: true }).click();
    await expect(phone.page.getByText(w('step.withdrawal_requested')).first()).toBeVisible();
  });

  await test.step('the desk sees who wants what, and stops it; the clock of this machine is wrong meanwhile', async () => {
    await desk.addInitScript(() => {
      const now = Date.now;
      Date.now = () => now() + 5 * 3_600_000;
    });
    await openAt(desk, phone.code);
    await expect(desk.getByText(d('clock_wrong'))).toBeVisible();
    await expect(desk.getByText('Đã tìm thấy bản cũ').first()).toBeVisible();
    await expectAccessible(desk, 'a dossier that is taken back, on a machine with a wrong clock');
    await desk.getByRole('button', { name: d('act.stop_withdrawal'), exact: true }).first().click();
    await desk.locator('#reason').fill('Theo đề nghị của người dân.');
    await desk.locator('form').filter({ has: desk.locator('#reason') }).locator('button[type=submit]').click();
    await desk.locator('#confirm-reason').getByRole('button', { name: d('confirm.yes_stop'), exact: true }).click();
    await expect(desk.getByRole('status').filter({ hasText: d('act.done_stop') }).first()).toBeVisible();
  });

  await test.step('the notice of form 05 is there as PDF', async () => {
    await desk.locator('#print-menu summary').click();
    const href = await desk.getByRole('link', { name: c('form.stop') }).getAttribute('href');
    const paper = await desk.request.get(href ?? '');
    expect(paper.headers()['content-type']).toBe('application/pdf');
  });

  await test.step('the phone says so', async () => {
    await phone.page.reload();
    await expect(phone.page.getByText(w('step.stopped')).first()).toBeVisible();
    await expect(phone.page.getByRole('button', { name: w('withdraw'), exact: true })).toHaveCount(0);
  });
  await phone.close();
  await leave(clerk);
});
