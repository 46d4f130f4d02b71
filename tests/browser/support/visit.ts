// A phone that was here before: the service worker rules the page and holds the whole app.
import { expect, type Page } from '@playwright/test';
import { CASE, CODE } from './birth';
import { of, say } from './words';

const w = (key: string): string => say('vi', 'citizen', key);

// The paths that the phone's caches hold.
export async function cached(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    }
    return paths;
  });
}

export async function visit(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: w('home.title') })).toBeVisible();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 30_000 }).toBe(true);
  await page.goto(`/tt/${CODE}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(of(CODE, 'vi', 'name'));
  for (const shape of [/^\/app\.html$/, /^\/citizen-\w+\.wasm$/, /^\/scanner-\w+\.wasm$/, /^\/cuu-ho\.html$/]) {
    await expect.poll(async () => (await cached(page)).some((path) => shape.test(path)), { timeout: 60_000 }).toBe(true);
  }
}

// Begins the birth registration.
export async function begin(page: Page): Promise<void> {
  for (const [id, value] of Object.entries(CASE)) await page.locator(`input[name=${id}][value=${value as string}]`).check();
  await page.getByRole('button', { name: w('procedure.start') }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: w('tasks.title') })).toBeVisible();
}
