// A birth dossier that is filled in but for its papers: filled by hand once, then put into as many phones as a test needs.
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { ANSWERS, CASE, CODE } from './birth';
import { CARD, type Camera } from './camera';
import { photo } from './files';
import { fillPages } from './form';
import { keep, kept, type Draft } from './kept';
import { expect } from './test';
import { say } from './words';

const w = (key: string): string => say('vi', 'citizen', key);

export async function fillIn(page: Page, camera: Camera): Promise<Draft> {
  await page.goto(`/tt/${CODE}`);
  for (const [id, value] of Object.entries(CASE)) await page.locator(`input[name=${id}][value=${value as string}]`).check();
  await page.getByRole('button', { name: w('procedure.start') }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
  camera.show(CARD);
  await page.goto(`/nop/${CODE}/quet-the/requester`);
  await page.locator('#fill').click({ timeout: 40_000 });
  await expect(page).toHaveURL(/\/trang\//);
  // The camera of a slow machine would read the card again before "by hand" is pressed.
  camera.show(CODE);
  await fillPages(page, ANSWERS);
  await expect.poll(async () => Object.keys((await kept(page)).drafts[0]?.answers.values ?? {})).toContain('copies');
  return (await kept(page)).drafts[0]!;
}

// Another phone with the same answers, under an id of its own.
export async function giveTo(page: Page, draft: Draft, changes: object = {}): Promise<void> {
  await page.goto('/theo-doi');
  await expect(page.getByText(w('track.none'), { exact: true })).toBeVisible();
  await keep(page, { ...draft, id: randomUUID(), attachments: [], page: null, ...changes });
}

export async function attach(page: Page, name: string, width = 1600, height = 1200): Promise<void> {
  const before = await page.locator('.page-line').count();
  await page.locator('input[type=file][multiple]').last().setInputFiles([await photo(page, name, width, height)]);
  await expect(page.locator('.page-line')).toHaveCount(before + 1);
}

// Goes on, in the app and not by its address (nothing of it is loaded anew), until the last look.
export async function goOnToReview(page: Page): Promise<void> {
  while (!page.url().includes('/xem-lai')) {
    const here = page.url();
    await page.locator('#next, a[href$="/xem-lai"]').first().click();
    // The address changes a moment after the click: pressing again would press something else.
    await expect.poll(() => page.url()).not.toBe(here);
  }
}

// Ticks that the notice was read, and presses "hand in".
export async function handIn(page: Page): Promise<void> {
  await page.getByLabel(w('review.read')).check();
  await page.getByRole('button', { name: w('review.hand_in') }).click();
}
