// A killed tab loses nothing (T-13): the browser or its page is killed at random moments while somebody types and photographs.
// MOTCUA_KILLS: how often (10); MOTCUA_SEED: which moments.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { CODE } from '../support/birth';
import { photo } from '../support/files';
import { kept } from '../support/kept';
import { expect, test } from '../support/test';
import { say } from '../support/words';

const KILLS = Number(process.env.MOTCUA_KILLS ?? 10);
const SEED = Number(process.env.MOTCUA_SEED ?? Date.now() % 1_000_000);
// What is older than this is there again (ms).
const OLD = 1000;
// A paper takes no more pages than this.
const MOST_PAGES = 30;
// A line of text, and the page it is on.
const [FIELD, PAGE] = ['child_birth_facility', 'child_birth_place'];

// Mulberry32: the same moments for the same seed.
function dice(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// A browser of our own over a profile that outlives it.
class Phone {
  readonly profile = mkdtempSync(join(tmpdir(), 'motcua-profile-'));
  private child: ChildProcess | undefined;
  private browser: Browser | undefined;

  async open(): Promise<void> {
    const port = join(this.profile, 'DevToolsActivePort');
    rmSync(port, { force: true });
    this.child = spawn(
      process.env.CHROMIUM ?? '/usr/bin/chromium',
      ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${this.profile}`, 'about:blank'],
      { stdio: 'ignore', detached: true },
    );
    const written = (): string | undefined => (existsSync(port) ? readFileSync(port, 'utf8').split('\n')[0] : undefined);
    for (let tries = 0; tries < 200 && !written(); tries++) await new Promise((done) => setTimeout(done, 100));
    this.browser = await chromium.connectOverCDP(`http://127.0.0.1:${written()}`);
  }

  async page(): Promise<Page> {
    return await this.browser!.contexts()[0]!.newPage();
  }

  // The whole browser, as the system does it: no time to say good-bye.
  async kill(): Promise<void> {
    const child = this.child!;
    const ended = new Promise((done) => child.once('exit', done));
    // A group of its own: its helpers end with it.
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
    await this.browser?.close().catch(() => undefined);
  }

  async remove(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) await this.kill();
    // Helpers of the browser may be writing their last for a moment.
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

// Only the page's process.
async function crash(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const gone = new Promise((done) => page.once('crash', done));
  // Never answered: who should?
  void cdp.send('Page.crash').catch(() => undefined);
  await gone;
  await page.close();
}

test(`${KILLS} kills at random moments: what is older than a second is there again`, async ({ server }) => {
  test.setTimeout(120_000 + KILLS * 40_000);
  console.log(`restore: seed ${SEED}, ${KILLS} kills`);
  const next = dice(SEED);
  const phone = new Phone();
  let files = 0;
  try {
    await phone.open();
    let page = await phone.page();
    await page.goto(`${server.url}/tt/${CODE}`);
    for (const name of ['abandoned', 'surrogacy', 'by_proxy']) await page.locator(`input[name=${name}][value=no]`).check();
    for (const name of ['has_birth_paper', 'on_time']) await page.locator(`input[name=${name}][value=yes]`).check();
    await page.getByRole('button', { name: say('vi', 'citizen', 'procedure.start') }).first().click();
    await expect(page).toHaveURL(/\/nop\//);
    for (let kill = 0; kill < KILLS; kill++) {
      const moment = Math.floor(next() * 2600);
      const typed: [number, string][] = [];
      const whole = next() < 0.3;
      const picture = next() < 0.4;
      let before = (await kept(page)).drafts[0]!;
      const pictured = picture && before.attachments.length < MOST_PAGES;
      const begun = before.answers.values[FIELD];
      if (pictured) {
        await page.goto(`${server.url}/nop/${CODE}/giay-to/birth_paper`);
        await page.locator('input[type=file][multiple]').last().setInputFiles([await photo(page, `Trang ${kill}`)]);
        await expect(page.locator('.page-line')).toHaveCount(before.attachments.length + 1);
        files++;
        // It is on the page for a second: then it is old.
        await page.waitForTimeout(OLD);
        before = (await kept(page)).drafts[0]!;
      } else {
        await page.goto(`${server.url}/nop/${CODE}/trang/${PAGE}`);
        await page.locator(`#${FIELD}`).fill('');
        typed.push([Date.now(), '']);
      }
      const until = Date.now() + (pictured ? moment : OLD + moment);
      let text = '';
      while (!pictured && Date.now() < until) {
        text += String.fromCharCode(97 + Math.floor(next() * 26));
        await page.keyboard.type(text.at(-1)!);
        typed.push([Date.now(), text]);
        await page.waitForTimeout(30 + next() * 120);
      }
      const killed = Date.now();
      if (whole) {
        await phone.kill();
        await phone.open();
      } else {
        await crash(page);
      }
      page = await phone.page();
      await page.goto(`${server.url}/nop/${CODE}`);
      await expect(page.locator('h1')).toBeVisible({ timeout: 30_000 });
      const after = await kept(page);
      const label = `kill ${kill + 1} (seed ${SEED}, ${whole ? 'browser' : 'page'}, ${pictured ? 'picture' : 'typing'})`;
      expect(after.drafts, `${label}: one draft`).toHaveLength(1);
      const draft = after.drafts[0]!;
      if (!pictured) {
        const back = draft.answers.values[FIELD]?.text ?? '';
        const old = typed.filter(([at]) => at <= killed - OLD).at(-1)![1];
        expect(back.startsWith(old), `${label}: "${back}" holds "${old}"`).toBe(true);
        expect(text.startsWith(back), `${label}: nothing that was not typed`).toBe(true);
      } else {
        expect(draft.answers.values[FIELD]).toEqual(begun);
      }
      expect(draft.attachments.map((file) => file.id)).toEqual(expect.arrayContaining(before.attachments.map((file) => file.id)));
      for (const file of draft.attachments) expect(after.files[file.id], `${label}: ${file.id} byte for byte`).toBe(file.sha256);
    }
    console.log(`restore: ${KILLS} of ${KILLS} restored, ${files} pictures byte for byte`);
  } finally {
    await phone.remove();
  }
});
