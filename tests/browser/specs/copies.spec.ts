// A browser that empties its store (Safari after seven days, a private window, a repaired phone) loses nothing that was typed: the
// office has a copy of the draft, and gives it back to the same browser alone.
import type { BrowserContext, Page } from '@playwright/test';
import { CODE } from '../support/birth';
import { attach } from '../support/dossier';
import { kept } from '../support/kept';
import { expect, newPhone, test, watch } from '../support/test';
import { begin } from '../support/visit';
import { say } from '../support/words';

const w = (key: string): string => say('vi', 'citizen', key);
const [NAME, FIELD] = ['NGUYỄN THỊ ÚT', '#requester_name'];

// The copies that the office has of this phone's drafts, asked for with the phone's own token.
async function copies(page: Page): Promise<{ id: string; content: string }[]> {
  return await page.evaluate(async () => {
    const ask = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done, fail) => ((request.onsuccess = () => done(request.result)), (request.onerror = () => fail(request.error))));
    const database = await ask(indexedDB.open('motcua'));
    const token = await ask(database.transaction('kv').objectStore('kv').get('device_token'));
    database.close();
    const answer = await fetch('/api/devices/drafts', { headers: { 'x-motcua-device': String(token ?? ''), 'x-motcua-contract': '1' } });
    return answer.ok ? (await answer.json()).copies : [];
  });
}

// Everything that scripts of this origin have written is gone; what the server has set is not.
async function emptied(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  // A page of the same origin on which the app does not run.
  await page.goto('/api/office');
  await page.evaluate(async () => {
    await new Promise<void>((done, fail) => {
      const asked = indexedDB.deleteDatabase('motcua');
      asked.onsuccess = () => done();
      asked.onerror = () => fail(asked.error);
    });
    localStorage.clear();
  });
  await page.close();
}

test('a draft comes back from the office when the browser has lost its store', async ({ chrome, server }) => {
  const problems: string[] = [];
  const contexts = [await newPhone(chrome, server), await newPhone(chrome, server)] as const;
  try {
    let page = await contexts[0].newPage();
    watch(page, problems);
    await page.goto(`/tt/${CODE}`);
    await begin(page);
    await expect(page.getByText(say('vi', 'sending', 'draft.kept')), 'it is said').toBeVisible();
    await page.goto(`/nop/${CODE}/trang/requester_name`);
    await page.locator(FIELD).fill(NAME);
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await attach(page, 'Giay chung sinh');
    await expect(page.getByText(w('paper.sent'))).toHaveCount(1, { timeout: 30_000 });
    // The page says so before the phone has kept it.
    await expect.poll(async () => Boolean((await kept(page)).drafts[0]?.attachments[0]?.upload)).toBe(true);
    const upload = (await kept(page)).drafts[0]!.attachments[0]!.upload!;
    await expect.poll(async () => (await copies(page)).map(({ content }) => content.includes(NAME) && content.includes(upload)), { timeout: 30_000 }).toEqual([true]);
    const before = (await kept(page)).drafts[0]!;
    await page.close();
    await emptied(contexts[0]);

    page = await contexts[0].newPage();
    watch(page, problems);
    await page.goto(`/nop/${CODE}/trang/requester_name`);
    await expect(page.locator(FIELD)).toHaveValue(NAME, { timeout: 30_000 });
    const back = (await kept(page)).drafts;
    expect(back.map((draft) => [draft.id, draft.attachments.map((file) => file.upload)])).toEqual([[before.id, [upload]]]);
    await page.goto(`/nop/${CODE}/giay-to/birth_paper`);
    await expect(page.getByText(w('paper.sent')), 'its picture is at the office').toHaveCount(1);

    await test.step('another phone is given nothing', async () => {
      const other = await contexts[1].newPage();
      watch(other, problems);
      await other.goto(`/nop/${CODE}`);
      await expect(other.getByText(w('no_draft.title'))).toBeVisible();
      await expect.poll(async () => (await copies(other)).length).toBe(0);
      expect((await kept(other)).drafts).toEqual([]);
    });

    await test.step('deleted on the phone, it is deleted at the office, and does not come back', async () => {
      await page.goto(`/nop/${CODE}`);
      await page.getByRole('button', { name: w('draft.delete') }).click();
      await page.getByRole('button', { name: w('draft.delete_yes') }).click();
      await expect(page).not.toHaveURL(/\/nop\//);
      await page.goto('/theo-doi');
      await expect.poll(async () => (await copies(page)).length, { timeout: 30_000 }).toBe(0);
      await page.reload();
      await expect(page.getByText(w('track.none'), { exact: true })).toBeVisible();
      expect((await kept(page)).drafts).toEqual([]);
    });
  } finally {
    for (const context of contexts) await context.close();
  }
  expect(problems).toEqual([]);
});
