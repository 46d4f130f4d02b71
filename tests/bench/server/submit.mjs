// Dossiers handed in at the same time: how many are acknowledged a second, and how long one waits. The peer gets the same bodies.
import { randomUUID } from 'node:crypto';
import { answer, input, percentile } from '../lib/bench.mjs';
import { Line, OURS } from '../lib/http.mjs';

const given = input();
// A phone may hand in twenty an hour.
const OF_A_PHONE = 20;
const PROCEDURE = '2.000815';
const no = { yes_no: false };
const VALUES = {
  foreign_paper: no,
  electronic: no,
  brings_copies: no,
  many_documents: no,
  requester_name: { text: 'Nguyễn Thị Mẫu' },
  requester_birth_date: { date: '1995-08-15' },
  requester_sex: { text: 'female' },
  requester_id_number: { text: '087195012345' },
  requester_address: { address: { province: '82', ward: '29888', line: '12 Đường Ví Dụ' } },
  requester_phone: { text: '0912345678' },
  document_name: { text: 'Bằng tốt nghiệp' },
  pages: { number: 2 },
  copies: { number: 3 },
  has_more_documents: no,
};

// `clients` send one after the other until `count` are acknowledged.
async function measure(clients, count, send) {
  const waits = [];
  let next = 0;
  const began = performance.now();
  const client = async () => {
    while (next < count) {
      const number = next++;
      const asked = performance.now();
      await send(number);
      waits.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { rate: count / ((performance.now() - began) / 1000), middle: percentile(waits, 0.5), slow: percentile(waits, 0.99) };
}

const line = new Line(given.url);
try {
  let send;
  const body = (version) => Buffer.from(JSON.stringify({ procedure: PROCEDURE, version, answers: { values: VALUES }, notice: '1', language: 'vi' }));
  if (given.ours) {
    const { version } = JSON.parse((await line.ask('GET', `/api/procedures/${PROCEDURE}`, OURS)).text).procedure;
    const tokens = await line.phones(Math.ceil((given.count + given.warm) / OF_A_PHONE));
    const sent = body(version);
    send = (number) => line.ask('POST', '/api/submissions', { ...OURS, 'x-motcua-device': tokens[Math.floor(number / OF_A_PHONE)], 'idempotency-key': randomUUID() }, sent);
  } else {
    const sent = body('2026-01-01');
    send = () => line.ask('POST', '/', { 'content-type': 'application/json' }, sent);
  }
  await measure(given.clients, given.warm, send);
  answer(await measure(given.clients, given.count, (number) => send(number + given.warm)));
} finally {
  line.close();
}
