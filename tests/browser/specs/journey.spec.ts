// The whole thing, on the release build: poster, card, papers, receipt; the desk asks for a supplement; the result.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe';
import { ANSWERS, CASE, CODE } from '../support/birth';
import { CARD } from '../support/camera';
import { pdf, photo } from '../support/files';
import { fillPages } from '../support/form';
import { leave, sit } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { of, say } from '../support/words';

const w = (key: string, values: Record<string, string> = {}): string => say('vi', 'citizen', key, values);
const d = (key: string, values: Record<string, string> = {}): string => say('vi', 'desk', key, values);
const c = (key: string): string => say('vi', 'counter', key);

async function signIn(desk: Page, user = 'canbo'): Promise<void> {
  await desk.goto('/desk');
  await desk.getByLabel(d('sign_in.user'), { exact: true }).fill(user);
  await desk.getByLabel(d('sign_in.password'), { exact: true }).fill('motcua-demo');
  await desk.getByRole('button', { name: d('sign_in.submit') }).click();
  await expect(desk.getByRole('heading', { level: 1, name: d('list.title') })).toBeVisible();
}

test('poster, card, papers, receipt; supplement; result', async ({ phone, deskPage, camera, chrome, server }) => {
  test.setTimeout(300_000);

  await test.step('scans the poster on the wall', async () => {
    camera.show(`${server.url}/tt/${CODE}?d=20261101`);
    await phone.goto('/');
    await expectAccessible(phone, 'home');
    await phone.getByRole('link', { name: w('home.scan') }).click();
    await expect(phone).toHaveURL(new RegExp(`/tt/${CODE.replace('.', '\\.')}`), { timeout: 30_000 });
    await expect(phone.getByRole('heading', { level: 1 })).toHaveText(of(CODE, 'vi', 'name'));
  });

  await test.step('answers the case questions: the list of papers follows', async () => {
    await phone.locator('input[name=abandoned][value=no]').check();
    await phone.locator('input[name=has_birth_paper][value=yes]').check();
    await expect(phone.getByText(of(CODE, 'vi', 'paper.birth_paper.label')).first()).toBeVisible();
    await expect(phone.getByText(of(CODE, 'vi', 'paper.abandonment_record.label'))).toHaveCount(0);
    for (const [id, value] of Object.entries(CASE)) await phone.locator(`input[name=${id}][value=${value as string}]`).check();
    await expectAccessible(phone, 'procedure');
    await phone.getByRole('button', { name: w('procedure.start') }).first().click();
  });

  await test.step('scans the ID card: it fills in, marked', async () => {
    camera.show(CARD);
    await expect(phone).toHaveURL(/\/nop\//);
    await expect(phone.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
    await phone.locator('a[href$="/quet-the/requester"]').first().click();
    await expect(phone).toHaveURL(/quet-the\/requester/);
    await expect(phone.locator('#fill')).toBeVisible({ timeout: 30_000 });
    await expect(phone.getByText('NGUYỄN THỊ ÚT')).toBeVisible();
    await expectAccessible(phone, 'card preview');
    await phone.locator('#fill').click();
  });

  await test.step('what is left is asked one thing a page', async () => {
    await expect(phone).toHaveURL(/\/trang\//);
    // The mark of a filled field goes when it is edited.
    await phone.goto(`/nop/${CODE}/trang/requester_name`);
    await expect(phone.getByText(say('vi', 'common', 'source.card'))).toBeVisible();
    await phone.locator('#requester_name').fill('NGUYỄN THỊ ÚT EM');
    await expect(phone.getByText(say('vi', 'common', 'source.card'))).toHaveCount(0);
    await phone.locator('#requester_name').fill('NGUYỄN THỊ ÚT');
    // A rule that is broken stands at the field and in the summary that leads to it.
    await phone.goto(`/nop/${CODE}/trang/child_birth_date`);
    await phone.locator('#child_birth_date').fill('31');
    await phone.locator('#child_birth_date-month').fill('2');
    await phone.locator('#child_birth_date-year').fill('2026');
    await phone.locator('#next').click();
    await expect(phone.getByRole('heading', { name: say('vi', 'common', 'error.summary') })).toBeVisible();
    await expectAccessible(phone, 'form page with an error');
    await phone.goto(`/nop/${CODE}/trang/requester_name`);
    const pages = await fillPages(phone, ANSWERS);
    expect(pages.length).toBeGreaterThan(8);
  });

  await test.step('photographs the paper: upright, without metadata', async () => {
    await phone.goto(`/nop/${CODE}/giay-to/birth_paper`);
    const picked = phone.locator('input[type=file]').last();
    await picked.setInputFiles([await photo(phone, 'Giay chung sinh'), await photo(phone, 'Mat sau')]);
    await expect(phone.getByText(w('paper.page', { number: '2' })).first()).toBeVisible();
    await expect(phone.getByText(w('paper.sent')).first()).toBeVisible({ timeout: 30_000 });
    await expectAccessible(phone, 'paper');
  });

  await test.step('a reload loses nothing', async () => {
    await phone.reload();
    await expect(phone.getByText(w('paper.page', { number: '2' })).first()).toBeVisible();
  });

  let code = '';
  let secret = '';
  await test.step('reviews, reads the notice, hands in; a double tap makes one dossier', async () => {
    await phone.goto(`/nop/${CODE}/xem-lai`);
    await expect(phone.getByText('Nguyễn Gia Bảo')).toBeVisible();
    await expectAccessible(phone, 'review');
    await phone.getByLabel(w('review.read')).check();
    await phone.getByRole('button', { name: w('review.hand_in') }).dblclick();
    await expect(phone).toHaveURL(/\/bien-nhan\//, { timeout: 60_000 });
    code = decodeURIComponent(new URL(phone.url()).pathname.split('/').pop() ?? '');
    expect(code).toMatch(/^H20\.\d{3}-\d{6}-\d{4,}$/);
    await expect(phone.getByText(code).first()).toBeVisible();
    await expectAccessible(phone, 'receipt');
    await phone.goto(`/nop/${CODE}`);
    await expect(phone.getByText(w('no_draft.title'))).toBeVisible();
  });

  await test.step('tracks it', async () => {
    await phone.goto(`/bien-nhan/${code}`);
    await phone.getByRole('link', { name: w('receipt.follow') }).click();
    await expect(phone.getByText(w('step.submitted')).first()).toBeVisible();
    await expectAccessible(phone, 'tracking');
    await phone.goto(`/bien-nhan/${code}`);
    secret = (await phone.locator('#receipt-secret').textContent()) ?? '';
    expect(secret, 'the secret is on the receipt').not.toBe('');
  });

  await test.step('the clerk signs in, opens it and asks once for a better picture and another spelling', async () => {
    await deskPage.goto('/desk');
    await expectAccessible(deskPage, 'sign in');
    await signIn(deskPage);
    await expectAccessible(deskPage, 'work list');
    await deskPage.getByRole('link', { name: code }).first().click();
    await expect(deskPage.getByText('Nguyễn Gia Bảo').first()).toBeVisible();
    await expectAccessible(deskPage, 'dossier');
    // The stored picture is upright (EXIF said: turn it) and carries no metadata.
    const src = await deskPage.locator('img[src*="/files/"], img[src^="blob:"]').first().getAttribute('src');
    const picture = await deskPage.evaluate(async (url) => {
      const answer = await fetch(url!);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const latin = Array.from(bytes.subarray(0, 4096), (byte) => String.fromCharCode(byte)).join('');
      return { width: bitmap.width, height: bitmap.height, exif: latin.includes('Exif') };
    }, src);
    expect(picture.height).toBeGreaterThan(picture.width);
    expect(picture.exif).toBe(false);

    await deskPage.getByRole('button', { name: d('act.supplement') }).click();
    for (const [id, text] of [['birth_paper', 'blurred'], ['child_name', 'mismatch']]) {
      const pick = deskPage.locator(`#pick-${id}`);
      // Sections other than the first may be folded.
      if (!(await pick.isVisible())) await deskPage.locator('details', { has: pick }).locator('summary').click();
      await pick.check();
      await deskPage.locator(`#why-${id}`).fill(d(`ready.supplement.${text}`));
    }
    await expectAccessible(deskPage, 'supplement request');
    await deskPage.getByRole('button', { name: d('supplement.preview') }).click();
    await expect(deskPage.getByText(d('supplement.preview_title'))).toBeVisible();
    await deskPage.getByRole('button', { name: d('supplement.send') }).click();
    await expect(deskPage.getByText(d('act.waiting_citizen'))).toBeVisible();
  });

  await test.step('the citizen answers right at the fields that were named', async () => {
    await phone.goto('/theo-doi');
    await phone.getByRole('link', { name: new RegExp(code.replaceAll('.', '\\.')) }).first().click();
    await expect(phone.getByText(d('ready.supplement.blurred')).first()).toBeVisible();
    await phone.getByRole('link', { name: w('asked.answer') }).click();
    await expect(phone).toHaveURL(/\/bo-sung\//);
    await expect(phone.locator('#child_name')).toHaveValue('Nguyễn Gia Bảo');
    await phone.locator('#child_name').fill('Nguyễn Gia Bão');
    await phone.locator('input[type=file]').last().setInputFiles([pdf('giay-chung-sinh.pdf', 1)]);
    await expectAccessible(phone, 'supplement');
    await expect(phone.getByText(w('paper.sent')).first()).toBeVisible({ timeout: 30_000 });
    await phone.getByRole('button', { name: w('supplement.send') }).click();
    await expect(phone.getByText(w('step.supplemented')).first()).toBeVisible();
  });

  await test.step('the clerk sees what changed, receives, processes and returns a result', async () => {
    await deskPage.reload();
    await expect(deskPage.getByText('Nguyễn Gia Bão').first()).toBeVisible();
    await expect(deskPage.getByText(d('dossier.supplemented')).first()).toBeVisible();
    await deskPage.getByRole('button', { name: d('act.receive'), exact: true }).click();
    await deskPage.getByRole('button', { name: d('act.start'), exact: true }).click();
    await expect(deskPage.getByRole('button', { name: d('act.start'), exact: true })).toHaveCount(0);
    // Results of this procedure are approved by a leader.
    await deskPage.getByRole('button', { name: c('act.propose') }).click();
    await deskPage.locator('#result-file').setInputFiles([pdf('giay-khai-sinh.pdf', 1)]);
    await expect(deskPage.getByText(/giay-khai-sinh\.pdf/)).toBeVisible();
    await deskPage.getByRole('button', { name: c('propose.submit'), exact: true }).click();
    await expect(deskPage.getByText(c('note.proposed'))).toBeVisible();
    const leader = await sit(chrome, server, 'lanhdao', new URL(deskPage.url()).pathname);
    await leader.page.getByRole('button', { name: c('act.approve'), exact: true }).click();
    await expect(leader.page.getByText(c('done.approve'))).toBeVisible();
    await leave(leader);
    await deskPage.reload();
    await expect(deskPage.getByRole('button', { name: d('act.return') })).toBeVisible();
    await expectAccessible(deskPage, 'dossier with a result');
  });

  await test.step('another phone follows it with the code and the secret, and downloads the result', async () => {
    const problems: string[] = [];
    const context = await newPhone(chrome, server);
    const other = await context.newPage();
    watch(other, problems);
    await other.goto('/theo-doi');
    await other.getByLabel(w('track.code'), { exact: true }).fill(code.toLowerCase());
    await other.getByLabel(w('track.secret'), { exact: true }).fill('khong-phai-ma-bi-mat-nay');
    await other.getByRole('button', { name: w('track.open') }).click();
    await expect(other.getByText(w('track.unknown'))).toBeVisible();
    await other.getByLabel(w('track.secret'), { exact: true }).fill(secret);
    await other.getByRole('button', { name: w('track.open') }).click();
    await expect(other.locator('#result')).toBeVisible();
    expect(new URL(other.url()).search, 'no secret in the query').toBe('');
    const download = other.waitForEvent('download');
    await other.getByRole('button', { name: w('result.download') }).click();
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
    await context.close();
    expect(problems).toEqual([]);
  });

  await test.step('handed over: the dossier is at its end', async () => {
    await deskPage.getByRole('button', { name: d('act.return'), exact: true }).click();
    await deskPage.getByRole('button', { name: d('confirm.yes_return') }).click();
    await expect(deskPage.getByText(d('act.over')).first()).toBeVisible();
  });

  await test.step('no personal data in the log', async () => {
    // Long enough that no random id holds them by chance.
    for (const canary of ['Gia Bảo', '087195012345', '0912345678', '0912 345 678', secret]) expect(server.logged).not.toContain(canary);
  });
});
