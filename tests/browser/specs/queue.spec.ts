// Reception and the queue: a card under the scanner, a ticket, three counters, the public screen and phones that follow.
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { CARD } from '../support/camera';
import { scan } from '../support/scanner';
import { Server } from '../support/server';
import { leave, sit, type Desk } from '../support/staff';
import { expect, newPhone, test, watch } from '../support/test';
import { of, say } from '../support/words';

const q = (key: string, values: Record<string, string> = {}): string => say('vi', 'queue', key, values);
const NAME = 'NGUYỄN THỊ ÚT';
const BIRTH = '1.001193';
const COUNTERS = ['Quầy 1', 'Quầy 2', 'Quầy 3'];

let server: Server;
test.beforeAll(async () => {
  server = new Server();
  await server.start();
});
test.afterAll(async () => {
  await server.remove();
});

const text = async (page: Page, selector: string): Promise<string[]> => {
  return (await page.locator(selector).allTextContents()).map((words) => words.trim());
};

test('a USB scanner is heard wherever the focus is, and nothing of it stays', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'letan', '/desk/le-tan');
  const { page } = desk;
  const box = page.locator('#procedure-search');
  // In the middle of a word that somebody types; Vietnamese letters included.
  await box.pressSequentially('khai', { delay: 120 });
  await scan(page, CARD);
  await expect(page.locator('#visitor-card')).toContainText(NAME);
  await expect(box).toHaveValue('khai');
  await expect(box).toBeFocused();
  await expect(page.getByRole('heading', { name: q('dossiers.title') })).toBeVisible();
  await box.pressSequentially(' sinh', { delay: 60 });
  await expect(box).toHaveValue('khai sinh');

  // With the focus on a button that Enter would press, at the speed of a slow scanner.
  await page.locator('#next-visitor').click();
  await expect(page.locator('#visitor-card')).toHaveCount(0);
  await page.locator('#give-ticket').focus();
  await scan(page, '087095012345||TRẦN THỊ HOA|15081995|Nữ|Số 5, Khóm 1, Mỹ Trà, Đồng Tháp|25052021', 12);
  await expect(page.locator('#visitor-card')).toContainText('TRẦN THỊ HOA');
  await expect(page.locator('#ticket-given')).toHaveCount(0);

  // With the focus on nothing at all, and a scanner without the line's end is a person's hand for the page.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await scan(page, CARD, 0.5);
  await expect(page.locator('#visitor-card')).toContainText(NAME);

  // A quick person who presses Enter is no scanner.
  const find = page.locator('#visitor-search');
  await find.fill('');
  await find.pressSequentially('0912345678', { delay: 45 });
  await find.press('Enter');
  await expect(page.locator('#visitor-card')).toHaveCount(0);
  await expect(find).toHaveValue('0912345678');

  // What cannot be read says why; a poster chooses the procedure.
  await scan(page, '087195012345|341234567|NGUYỄN THỊ ÚT|15131995|Nữ|Số 12|25052021');
  await expect(page.getByText(q('reception.card_broken_hint'))).toBeVisible();
  await scan(page, `${server.url}/tt/${BIRTH}?d=20261101`);
  await expect(page.locator('input[name=by_proxy]').first()).toBeVisible();
  await leave(desk);
});

test('reception: the card, the case, the papers to the phone, a ticket', async ({ chrome }) => {
  const desk = await sit(chrome, server, 'letan', '/desk/le-tan');
  const { page } = desk;
  await scan(page, CARD);
  await expect(page.locator('#visitor-card')).toContainText(NAME);
  await page.locator('#procedure-search').fill('con moi de');
  await page.locator('#procedure-search').press('Enter');
  await expect(page.locator('.need-chosen')).toContainText(of(BIRTH, 'vi', 'name'));
  for (const [id, value] of [['abandoned', 'no'], ['has_birth_paper', 'yes'], ['surrogacy', 'no'], ['by_proxy', 'no'], ['on_time', 'yes']]) {
    await page.locator(`input[name=${id}][value=${value}]`).check();
  }
  await expect(page.locator('.paper-list').first()).toContainText(of(BIRTH, 'vi', 'paper.birth_paper.label'));

  // Only the list is printed, and only once it is asked for.
  await page.evaluate(() => {
    window.print = () => {
      const seen = [...document.querySelectorAll('.print-sheet')].filter((sheet) => getComputedStyle(sheet).display !== 'none');
      (window as unknown as { printed: string[] }).printed = [document.documentElement.dataset.print ?? '', ...seen.map((s) => s.className)];
    };
  });
  const printed = (): Promise<string[]> => page.evaluate(() => (window as unknown as { printed: string[] }).printed);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => document.querySelector<HTMLElement>('#print-papers')?.click());
  expect(await printed()).toEqual(['papers', 'print-sheet print-papers']);
  await page.emulateMedia({ media: 'screen' });

  // The phone opens the procedure with the case answered; nothing personal stands in the link.
  await page.locator('#to-phone').click();
  const link = (await page.locator('#phone-link').getAttribute('data-link')) ?? '';
  expect(link).toContain(`/tt/${BIRTH}#`);
  for (const secret of ['087195012345', 'NGUY', '1995']) expect(link).not.toContain(secret);
  const phoneProblems: string[] = [];
  const context = await newPhone(chrome, server);
  const phone = await context.newPage();
  watch(phone, phoneProblems);
  await phone.goto(link);
  await expect(phone.locator('input[name=has_birth_paper][value=yes]')).toBeChecked();
  await expect(phone.locator('input[name=by_proxy][value=no]')).toBeChecked();

  // A ticket, with its slip, and its place on the phone.
  await page.locator('#give-ticket').click();
  await expect(page.locator('#ticket-given')).toContainText(q('ticket.given', { number: '001' }));
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => document.querySelector<HTMLElement>('#print-slip')?.click());
  expect(await printed()).toEqual(['slip', 'print-sheet print-slip']);
  await page.emulateMedia({ media: 'screen' });
  await phone.goto((await page.locator('#ticket-link').getAttribute('data-link')) ?? '');
  await expect(phone.locator('.ticket-number')).toHaveText('001');
  await expect(phone.locator('#ticket-place')).toContainText(q('phone.ahead_none'));
  await expectAccessible(phone, 'the ticket on the phone');
  await expectNoSidewaysScroll(phone, 'the ticket on the phone');
  await expectAccessible(page, 'reception');
  await expectNoSidewaysScroll(page, 'reception');

  // Off the network the place stays, and the page says so; the wrong ticket is said kindly.
  await context.setOffline(true);
  await expect(phone.getByText(q('phone.offline').split('{')[0] ?? '')).toBeVisible({ timeout: 20_000 });
  await expect(phone.locator('.ticket-number')).toHaveText('001');
  await context.setOffline(false);
  await phone.goto('/so/khong-co');
  await expect(phone.getByRole('heading', { level: 1, name: q('phone.gone') })).toBeVisible();
  await context.close();
  expect(phoneProblems).toEqual([]);

  // The next visitor finds nothing of the last one.
  await page.locator('#next-visitor').click();
  await expect(page.getByText(NAME)).toHaveCount(0);
  await expect(page.locator('#ticket-given')).toHaveCount(0);
  await page.setViewportSize({ width: 768, height: 1024 });
  await expectNoSidewaysScroll(page, 'reception on a tablet');
  await leave(desk);
});

type Person = { number: string; priority: boolean; counter: string; state: 'waiting' | 'called' | 'skipped' | 'done'; sent: number; calls: number };

// The queue as the rules say; what every page shows is held against it.
class Morning {
  readonly people: Person[] = [];
  private turn = 0;

  waiting(): Person[] {
    const key = (p: Person): number => (p.counter ? p.sent : 1e6 + (p.priority ? 0 : 1e6) + Number(p.number));
    return this.people.filter((p) => p.state === 'waiting').sort((a, b) => key(a) - key(b));
  }

  at(counter: string): Person | undefined {
    return this.people.find((p) => p.state === 'called' && p.counter === counter);
  }

  arrives(priority: boolean): Person {
    const person: Person = { number: String(this.people.length + 1).padStart(3, '0'), priority, counter: '', state: 'waiting', sent: 0, calls: 0 };
    this.people.push(person);
    return person;
  }

  calls(counter: string, person = this.waiting().find((p) => !p.counter || p.counter === counter)): Person | undefined {
    const before = this.at(counter);
    if (before) before.state = 'done';
    if (person) Object.assign(person, { state: 'called', counter, calls: person.calls + 1 });
    return person;
  }

  sends(counter: string, to: string): void {
    const person = this.at(counter);
    if (person) Object.assign(person, { state: 'waiting', counter: to, sent: ++this.turn });
  }
}

test('a morning of forty people: three counters, the screen and the phones always agree', async ({ chrome }) => {
  test.setTimeout(420_000);
  const own = new Server();
  await own.start();
  const reception = await sit(chrome, own, 'letan', '/desk/le-tan');
  const users = ['canbo', 'canbo2', 'tiepnhan'];
  const desks: Desk[] = [];
  for (const [index, user] of users.entries()) {
    const desk = await sit(chrome, own, user, '/desk/goi-so');
    await desk.page.getByRole('button', { name: COUNTERS[index], exact: true }).click();
    await expect(desk.page.locator('#call-next')).toBeVisible();
    desks.push(desk);
  }
  const screenProblems: string[] = [];
  const hall = await chrome.newContext({ baseURL: own.url, viewport: { width: 1920, height: 1080 }, locale: 'vi-VN' });
  const screen = await hall.newPage();
  watch(screen, screenProblems);
  await screen.goto('/man-hinh');
  await expect(screen.getByText(q('screen.none'))).toBeVisible();
  await screen.locator('#sound').click();

  const morning = new Morning();
  const phones: { page: Page; person: Person }[] = [];
  const visitor = await newPhone(chrome, own);

  const arrive = async (): Promise<void> => {
    const priority = morning.people.length % 9 === 4;
    if (priority) await reception.page.locator('#ticket-priority').check();
    await reception.page.locator('#give-ticket').click();
    const person = morning.arrives(priority);
    await expect(reception.page.locator('#ticket-given')).toContainText(q('ticket.given', { number: person.number }));
    if (morning.people.length % 11 === 3) {
      const page = await visitor.newPage();
      await page.goto((await reception.page.locator('#ticket-link').getAttribute('data-link')) ?? '');
      await expect(page.locator('.ticket-number')).toHaveText(person.number);
      phones.push({ page, person });
    }
  };
  const shown = (desk: Desk): ReturnType<Page['locator']> => desk.page.locator('.queue-now .queue-number');
  const next = async (index: number): Promise<void> => {
    const desk = desks[index]!;
    const counter = COUNTERS[index]!;
    const person = morning.calls(counter);
    await desk.page.locator('#call-next').click();
    if (person) await expect(shown(desk)).toHaveText(person.number);
    else await expect(desk.page.locator('.queue-said')).toHaveText(q('calling.no_more'));
  };
  // One button for whoever stands there; the page says what was done.
  const press = async (index: number, id: string, said: string): Promise<void> => {
    const desk = desks[index]!;
    await desk.page.locator(`#${id}`).click();
    await expect(desk.page.locator('.queue-said')).toHaveText(said);
  };

  const everybodyAgrees = async (): Promise<void> => {
    const order = morning.waiting();
    const numbers = order.map((p) => p.number);
    for (const [index, desk] of desks.entries()) {
      await expect.poll(() => text(desk.page, '[aria-labelledby=queue-line] .queue-small-number')).toEqual(numbers);
      const here = morning.at(COUNTERS[index]!);
      if (here) await expect(shown(desk)).toHaveText(here.number);
      else await expect(shown(desk)).toHaveCount(0);
      await expect(desk.page.locator('#queue-done')).toHaveText(String(morning.people.filter((p) => p.state === 'done').length));
    }
    await expect.poll(() => text(screen, '.screen-next li')).toEqual(numbers.slice(0, 12));
    await expect(screen.locator('#screen-waiting')).toHaveText(q('screen.waiting', { count: String(order.length) }));
    const calls = new Set(morning.people.filter((p) => p.state === 'called').map((p) => p.number + p.counter));
    await expect
      .poll(async () => {
        const at = await screen.locator('.screen-call').evaluateAll((lines) =>
          lines.map((line) => (/\d+/.exec(line.querySelector('.screen-number')?.textContent ?? '')?.[0] ?? '') + (line.querySelector('.screen-counter')?.textContent ?? '')),
        );
        return new Set(at);
      })
      .toEqual(calls);
    for (const { page, person } of phones) {
      const before = order.filter((p) => order.indexOf(p) < order.indexOf(person) && (!person.counter || p.counter === person.counter)).length;
      const waits = person.counter && before === 0 ? q('phone.ahead_counter', { counter: person.counter }) : before === 0 ? q('phone.ahead_none') : before === 1 ? q('phone.ahead_one') : q('phone.ahead', { count: String(before) });
      const words = { waiting: waits, called: q('phone.called', { counter: person.counter }), skipped: q('phone.skipped'), done: q('phone.done') }[person.state];
      await expect(page.locator('.ticket-words'), `number ${person.number}`).toHaveText(words, { timeout: 25_000 });
    }
  };

  // The same morning each time: people come in clumps, counters work at their own pace.
  let steps = 0;
  while (morning.people.length < 40 || morning.waiting().length > 0) {
    const index = steps % 3;
    const here = morning.at(COUNTERS[index]!);
    if (morning.people.length < 40) await arrive();
    if (morning.people.length < 40 && steps % 4 !== 3) await arrive();
    if (here && steps % 7 === 5) {
      here.state = 'skipped';
      await press(index, 'skip', q('calling.skipped_aloud', { number: here.number }));
    } else if (here && steps % 8 === 6) {
      const to = COUNTERS[(index + 1) % 3]!;
      morning.sends(COUNTERS[index]!, to);
      await desks[index]!.page.locator('#transfer-to').selectOption(to);
      await press(index, 'transfer', q('calling.sent_aloud', { number: here.number, counter: to }));
    } else if (here && steps % 10 === 8) {
      here.calls += 1;
      await press(index, 'recall', q('calling.called_aloud', { number: here.number, counter: COUNTERS[index]! }));
    } else {
      await next(index);
    }
    const skipped = morning.people.find((p) => p.state === 'skipped');
    if (skipped && steps % 9 === 7) {
      morning.calls(COUNTERS[index]!, skipped);
      await desks[index]!.page.getByRole('button', { name: q('calling.skipped_back', { number: skipped.number }) }).click();
      await expect(shown(desks[index]!)).toHaveText(skipped.number);
    }
    steps += 1;
    if (steps % 6 === 0) await everybodyAgrees();
    expect(steps, 'the morning ends').toBeLessThan(200);
  }
  await everybodyAgrees();
  expect(morning.people.length).toBe(40);

  // Two counters press on the same person: one is told that they are taken.
  const last = morning.people.find((p) => p.state === 'skipped') ?? (await (async () => {
    await arrive();
    return morning.waiting()[0]!;
  })());
  const sessions = desks.slice(0, 2);
  const answers = await Promise.all(
    sessions.map((desk, index) =>
      desk.page.evaluate(
        async ([number, counter]) => {
          const headers = { 'content-type': 'application/json', 'x-motcua-contract': '1' };
          const queue = await (await fetch('/api/desk/tickets')).json();
          const ticket = [...queue.waiting, ...queue.skipped, ...queue.called].find((one: { number: string }) => one.number === number);
          return (await fetch('/api/desk/tickets/calls', { method: 'POST', headers, body: JSON.stringify({ counter, ticket: ticket.id }) })).status;
        },
        [last.number, COUNTERS[index]!] as const,
      ),
    ),
  );
  expect(answers.sort()).toEqual([200, 409]);

  await expectAccessible(screen, 'the public screen');
  await expectAccessible(desks[0]!.page, 'calling');
  await expectNoSidewaysScroll(desks[0]!.page, 'calling');
  // No network: the numbers stay, and the screen says that they may be old.
  await hall.setOffline(true);
  await expect(screen.getByRole('alert')).toHaveText(q('screen.offline'));
  await hall.setOffline(false);
  await expect(screen.getByRole('alert')).toHaveCount(0);
  await hall.close();
  await visitor.close();
  for (const desk of [reception, ...desks]) await leave(desk);
  expect(screenProblems).toEqual([]);
  await own.remove();
});
