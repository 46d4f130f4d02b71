// Requests on connections that stay open; an answer that is no success is an error with its words.
import { Agent, request } from 'node:http';

// What our server wants of a browser's request, and the version of the contract that the benches speak.
export const OURS = { 'sec-fetch-site': 'same-origin', 'x-motcua-contract': '1', 'content-type': 'application/json' };

export class Line {
  #agent = new Agent({ keepAlive: true });

  constructor(url) {
    this.url = new URL(url);
  }

  ask(method, path, headers = {}, body = undefined) {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.url;
      const sent = request({ hostname, port, path, method, headers: { ...headers, 'content-length': body?.length ?? 0 }, agent: this.#agent }, (got) => {
        const parts = [];
        got.on('data', (part) => parts.push(part));
        got.on('error', reject);
        got.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (got.statusCode >= 300) reject(new Error(`${method} ${path}: ${got.statusCode} ${text.slice(0, 300)}`));
          else resolve({ headers: got.headers, text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  // Tokens of new phones: each may do only so much.
  async phones(count) {
    const tokens = [];
    for (let at = 0; at < count; at++) tokens.push(JSON.parse((await this.ask('POST', '/api/devices', OURS, Buffer.from('{}'))).text).token);
    return tokens;
  }

  close() {
    this.#agent.destroy();
  }
}
