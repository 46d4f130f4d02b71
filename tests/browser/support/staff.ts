// Staff at their desks: each in a browser of their own, signed in with an account of the demonstration.
import { execFileSync } from 'node:child_process';
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { Server, serverBin } from './server';
import { watch } from './test';
import { say } from './words';

export const PASSWORD = 'motcua-demo';

export type Desk = { page: Page; context: BrowserContext; problems: string[] };

// A server with so many made-up dossiers, in many states.
export async function seeded(dossiers: number): Promise<Server> {
  const server = new Server();
  execFileSync(serverBin, ['seed', '--dossiers', String(dossiers), '--data', server.data], { stdio: 'ignore' });
  await server.start();
  return server;
}

// A desk where somebody just signed in; `path` is the page they opened.
export async function sit(chrome: Browser, server: Server, user: string, path = '/desk', options: object = {}): Promise<Desk> {
  const problems: string[] = [];
  const context = await chrome.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  watch(page, problems);
  await page.goto(path);
  await page.locator('#sign-in-user').fill(user);
  await page.locator('#sign-in-password').fill(PASSWORD);
  await page.locator('#sign-in-password').press('Enter');
  await expect(page.locator('#sign-in-user')).toHaveCount(0);
  await expect(page.locator('h1')).toHaveCount(1);
  return { page, context, problems };
}

// Closes a desk; nothing on it may have broken.
export async function leave(desk: Desk): Promise<void> {
  await desk.context.close();
  expect(desk.problems).toEqual([]);
}

// The codes of the rows on a list, from the top.
export async function codes(page: Page): Promise<string[]> {
  return await page.locator('tr.work-row .mono').allTextContents();
}

// Waits until the list of the address is there, empty or not.
export async function listed(page: Page): Promise<void> {
  await expect(page.getByText(new RegExp(say('vi', 'desk', 'list.updated').split('{')[0]!))).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
}
