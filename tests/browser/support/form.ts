// Goes through the pages of a form as a person would: by the controls on the screen, whatever their kind.
import { expect, type Page } from '@playwright/test';
import { say, type Language } from './words';

// A text, a date as [day, month, year], or an address as { province, ward, line }.
export type Entry = string | [string, string, string] | { province: string; ward: string; line?: string };

export async function enter(page: Page, id: string, entry: Entry): Promise<void> {
  if (Array.isArray(entry)) {
    await page.locator(`#${id}`).fill(entry[0]);
    await page.locator(`#${id}-month`).fill(entry[1]);
    await page.locator(`#${id}-year`).fill(entry[2]);
  } else if (typeof entry === 'object') {
    await page.locator(`#${id}-province`).selectOption({ label: entry.province });
    const ward = page.locator(`#${id}-ward`);
    await ward.fill(entry.ward);
    await page.getByRole('option', { name: entry.ward }).first().click();
    if (entry.line) await page.locator(`#${id}-line`).fill(entry.line);
  } else if ((await page.locator(`input[type=radio][name="${id}"]`).count()) > 0) {
    await page.locator(`input[type=radio][name="${id}"][value="${entry}"]`).check();
  } else if ((await page.locator(`select#${id}`).count()) > 0) {
    await page.locator(`#${id}`).selectOption(entry);
  } else if ((await page.locator(`#${id}[role=combobox]`).count()) > 0) {
    await page.locator(`#${id}`).fill(entry);
    await page.getByRole('option', { name: entry }).first().click();
  } else {
    await page.locator(`#${id}`).fill(entry);
  }
}

// Whether a control of this field stands on the page.
export async function stands(page: Page, id: string): Promise<boolean> {
  return (await page.locator(`#${id}, input[name="${id}"], #${id}-province`).count()) > 0;
}

// Fills every page that comes, as long as pages come; what is already filled (from a card) stays unless given here.
export async function fillPages(page: Page, entries: Record<string, Entry>, language: Language = 'vi'): Promise<string[]> {
  const seen: string[] = [];
  for (let step = 0; step < 60; step++) {
    const path = new URL(page.url()).pathname;
    if (path.includes('/quet-the/')) {
      await page.getByRole('link', { name: say(language, 'scan', 'card.by_hand') }).click();
      await expect(page).not.toHaveURL(/quet-the/);
      continue;
    }
    if (!path.includes('/trang/')) return seen;
    seen.push(path.split('/').pop() ?? '');
    await expect(page.locator('#next')).toBeVisible();
    for (const [id, entry] of Object.entries(entries)) {
      if (await stands(page, id)) await enter(page, id, entry);
    }
    await page.locator('#next').click();
    await expect(page, `the page ${path} goes on`).not.toHaveURL(new RegExp(`${path.replaceAll('.', '\\.')}(\\?|$)`));
  }
  throw new Error(`the form does not end: ${seen.join(' ')} (${say(language, 'common', 'action.next')})`);
}
