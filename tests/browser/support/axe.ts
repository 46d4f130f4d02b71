// Accessibility of a page as it stands: axe with every WCAG 2.2 AA rule, contrast included.
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] };

// What of a page hangs on its colours.
const COLOURS = ['color-contrast', 'link-in-text-block'];

export async function expectAccessible(page: Page, what: string): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  await expectNoViolations(page, { type: 'tag', values: tags }, what);
}

// The page with every rule, and once more in dark colours with those that hang on colours: nothing else differs.
export async function expectAccessibleLightAndDark(page: Page, what: string): Promise<void> {
  await expectAccessible(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  await expectNoViolations(page, { type: 'rule', values: COLOURS }, `${what}, dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function expectNoViolations(page: Page, runOnly: { type: 'tag' | 'rule'; values: string[] }, what: string): Promise<void> {
  // A page that the program has not painted yet has nothing to judge.
  await page.locator('h1').first().waitFor();
  // Motion would be measured half-way.
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined))));
  await page.evaluate(source);
  const violations = await page.evaluate(async (only) => {
    const axe = (window as unknown as { axe: { run: (context: Document, options: object) => Promise<{ violations: Violation[] }> } }).axe;
    return (await axe.run(document, { runOnly: only })).violations;
  }, runOnly);
  const words = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.target.join(' ')} — ${n.failureSummary ?? ''}`).join('\n  ')}`);
  expect(words, `axe on ${what}`).toEqual([]);
}

// Nothing is cut off or scrolls sideways.
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `sideways scroll on ${what}`).toBeLessThanOrEqual(0);
}
