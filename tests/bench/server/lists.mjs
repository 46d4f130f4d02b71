// The desk's lists and search over HTTP, as a clerk has them: how long the middle and the slow ones take.
import { answer, input, percentile } from '../lib/bench.mjs';
import { Line, OURS } from '../lib/http.mjs';

const given = input();
const line = new Line(given.url);
try {
  const signed = await line.ask('POST', '/api/desk/session', { ...OURS, origin: given.url }, Buffer.from(JSON.stringify(given.account)));
  const headers = { ...OURS, cookie: signed.headers['set-cookie'].map((one) => one.split(';')[0]).join('; ') };
  const list = async (query) => JSON.parse((await line.ask('GET', `/api/desk/dossiers?${query}`, headers)).text);
  // A code and a name that are there, whatever was made up.
  const { items } = await list('view=all');
  const [first] = items;
  const kinds = {
    lists: ['view=open', 'view=new', 'view=all', 'view=done', `view=all&procedure=${first.procedure}`, 'view=open&assignee=me', 'view=all&channel=online'],
    search: [first.code.slice(-5), first.code, first.requester, first.requester.split(' ').at(-1), 'khong co ai'].map((q) => `view=all&q=${encodeURIComponent(q)}`),
  };
  const figures = {};
  for (const [kind, queries] of Object.entries(kinds)) {
    const waits = [];
    for (const query of queries) {
      await list(query);
      for (let run = 0; run < given.runs; run++) {
        const asked = performance.now();
        await list(query);
        waits.push(performance.now() - asked);
      }
    }
    figures[kind] = { middle: percentile(waits, 0.5), slow: percentile(waits, 0.95) };
  }
  answer(figures);
} finally {
  line.close();
}
