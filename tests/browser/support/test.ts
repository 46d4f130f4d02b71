// The test object of all specs: a running server, a fake camera, a phone and a desk.
import { test as base, chromium, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { Camera } from './camera';
import { Server } from './server';

type Fixtures = { phone: Page; deskPage: Page };
type WorkerFixtures = { server: Server; camera: Camera; chrome: Browser };

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1366, height: 768 };

// Fails the test on anything the page itself reports as broken.
export function watch(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // Chromium tells of an answer that is no success, and of a phone that may not vibrate before the first tap, by itself.
    const itsOwn = text.startsWith('Failed to load resource') || text.startsWith('Blocked call to navigator.vibrate');
    if (message.type() === 'error' && !itsOwn) problems.push(`console: ${text}`);
    if (text.includes('Content Security Policy')) problems.push(`csp: ${text}`);
  });
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = new Server();
      await server.start();
      await use(server);
      await server.remove();
    },
    { scope: 'worker' },
  ],
  camera: [
    async ({}, use) => {
      const camera = new Camera();
      camera.show('1.001193');
      await use(camera);
    },
    { scope: 'worker' },
  ],
  chrome: [
    async ({ camera }, use) => {
      const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--no-first-run',
          '--use-fake-ui-for-media-stream',
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-video-capture=${camera.file}`,
        ],
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  phone: async ({ chrome, server }, use) => {
    const problems: string[] = [];
    const context = await newPhone(chrome, server);
    const page = await context.newPage();
    watch(page, problems);
    await use(page);
    await context.close();
    expect(problems).toEqual([]);
  },
  deskPage: async ({ chrome, server }, use) => {
    const problems: string[] = [];
    const context = await chrome.newContext({ baseURL: server.url, viewport: DESK, locale: 'vi-VN', acceptDownloads: true });
    const page = await context.newPage();
    watch(page, problems);
    await use(page);
    await context.close();
    expect(problems).toEqual([]);
  },
});

export async function newPhone(chrome: Browser, server: Server, options: object = {}): Promise<BrowserContext> {
  return await chrome.newContext({
    baseURL: server.url,
    viewport: PHONE,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    permissions: ['camera'],
    acceptDownloads: true,
    hasTouch: true,
    ...options,
  });
}

export { expect };
