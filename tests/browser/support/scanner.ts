// A USB code scanner: a keyboard that types a whole line in a blink, whatever has the focus, and ends it with \r\n.
import type { Page } from '@playwright/test';

// `pause`: milliseconds between strokes, by the clock that the page sees; the machine of the test may be slower.
export async function scan(page: Page, text: string, pause = 2): Promise<void> {
  const keys = await page.context().newCDPSession(page);
  const sent: Promise<unknown>[] = [];
  let at = Date.now() / 1000;
  const stroke = (down: object, up: object): void => {
    // All at once: nothing waits for an answer, as no keyboard does.
    sent.push(keys.send('Input.dispatchKeyEvent', { ...(down as { type: 'keyDown' }), timestamp: at }));
    sent.push(keys.send('Input.dispatchKeyEvent', { ...(up as { type: 'keyUp' }), timestamp: at + pause / 3000 }));
    at += pause / 1000;
  };
  for (const letter of text) stroke({ type: 'keyDown', key: letter, text: letter }, { type: 'keyUp', key: letter });
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
  stroke({ type: 'keyDown', text: '\r', ...enter }, { type: 'keyUp', ...enter });
  const feed = { key: 'j', code: 'KeyJ', windowsVirtualKeyCode: 74, modifiers: 2 };
  stroke({ type: 'rawKeyDown', ...feed }, { type: 'keyUp', ...feed });
  await Promise.all(sent);
  // The keyboard is done by the page's clock, too, and a hand needs longer to the next key.
  await page.waitForTimeout(Math.max(0, at * 1000 - Date.now()) + 150);
  await keys.detach();
}
