// @tus/server with its file store: `plain` as it comes, which answers once the kernel has the bytes; `durable` with an fdatasync before each answer.
import { createServer } from 'node:http';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const [kind, directory] = process.argv.slice(2);

class DurableStore extends FileStore {
  async write(readable, id, offset) {
    const end = await super.write(readable, id, offset);
    const file = await open(join(directory, id), 'r+');
    await file.datasync();
    await file.close();
    return end;
  }
}

const datastore = kind === 'durable' ? new DurableStore({ directory }) : new FileStore({ directory });
const tus = new Server({ path: '/files', datastore });
const server = createServer((request, response) => tus.handle(request, response));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
