// Stands before a server and changes its answers: a new build, half a build, a file of wrong bytes, nobody there.
import { createHash } from 'node:crypto';
import { createServer, request as ask, type Server as Proxy } from 'node:http';
import type { AddressInfo } from 'node:net';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

export class Front {
  url = '';
  // Nobody answers.
  down = false;
  // What is answered instead, by path; `null` stands for a file that is not there.
  readonly instead = new Map<string, Buffer | null>();
  // Paths that end so are answered with bytes of no meaning.
  readonly broken = new Set<string>();
  private proxy: Proxy | undefined;

  constructor(private readonly behind: string) {}

  async start(): Promise<void> {
    this.proxy = createServer((question, answer) => {
      const path = (question.url ?? '/').split('?')[0]!;
      if (this.down) {
        answer.destroy();
        return;
      }
      const own = this.instead.get(path);
      if (own !== undefined || [...this.broken].some((ending) => path.endsWith(ending))) {
        const kind = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.wasm') ? 'application/wasm' : 'text/html';
        answer.writeHead(own === null ? 404 : 200, { 'content-type': `${kind}; charset=utf-8`, 'cache-control': 'no-cache' });
        answer.end(own ?? (own === null ? '' : 'broken'));
        return;
      }
      const passed = ask(`${this.behind}${question.url}`, { method: question.method, headers: question.headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      question.pipe(passed);
    });
    await new Promise<void>((done) => this.proxy?.listen(0, '127.0.0.1', done));
    this.url = `http://localhost:${(this.proxy?.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.proxy?.closeAllConnections();
    this.proxy?.close();
  }

  async text(path: string): Promise<string> {
    return await (await fetch(`${this.behind}${path}`)).text();
  }

  // Puts a new build there: the same files under another version, some of them replaced. With `half`, the worker's list names
  // content that the server does not have.
  async deploy(version: string, replaced: Record<string, string> = {}, half = false): Promise<void> {
    let worker = await this.text('/sw.js');
    worker = worker.replace(/("version":\s*)"[^"]+"/, `$1"${version}"`);
    const page = (await this.text('/app.html')).replace(/(<meta name="build" content=")[^"]+/, `$1${version}`);
    for (const [path, content] of Object.entries({ '/app.html': page, ...replaced })) {
      const old = sha256(await this.text(path));
      if (!worker.includes(old)) throw new Error(`the worker's list does not name ${path}`);
      worker = worker.replace(old, sha256(content));
      if (!half) this.instead.set(path, Buffer.from(content));
    }
    this.instead.set('/sw.js', Buffer.from(worker));
  }
}
