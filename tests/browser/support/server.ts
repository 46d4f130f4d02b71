// Starts the real server on a data folder of its own, and stops exactly that process.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

export const serverBin = process.env.MOTCUA_SERVER_BIN ?? join(root, 'target/release/motcua-server');
export const dist = process.env.MOTCUA_DIST ?? join(root, 'dist');

async function freePort(): Promise<number> {
  return await new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}

export class Server {
  readonly data = mkdtempSync(join(tmpdir(), 'motcua-browser-'));
  url = '';
  private child: ChildProcess | undefined;
  private log = '';
  private port = 0;

  // `extra` are further flags of `motcua-server serve`.
  async start(...extra: string[]): Promise<void> {
    this.port ||= await freePort();
    this.url = `http://localhost:${this.port}`;
    this.child = spawn(
      serverBin,
      ['serve', '--demo', '--data', this.data, '--web-root', dist, '--listen', `127.0.0.1:${this.port}`, ...extra],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child.stdout?.on('data', (chunk) => (this.log += chunk));
    this.child.stderr?.on('data', (chunk) => (this.log += chunk));
    for (let tries = 0; tries < 300; tries++) {
      if (this.child.exitCode !== null) throw new Error(`the server ended at once:\n${this.log}`);
      const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`the server did not become ready:\n${this.log}`);
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  }

  // Everything the server wrote to its log so far.
  get logged(): string {
    return this.log;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
