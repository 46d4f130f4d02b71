// A tus server of @tus/server with its own file store, for `bench upload`. With --sync each piece is synced before it is answered.

import { createServer } from 'node:http';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const [folder, sync] = process.argv.slice(2);

class SyncedStore extends FileStore {
  async write(readable, id, offset) {
    const at = await super.write(readable, id, offset);
    const file = await open(path.join(this.directory, id), 'r+');
    await file.datasync();
    await file.close();
    return at;
  }
}

const datastore = new (sync === '--sync' ? SyncedStore : FileStore)({ directory: folder });
const tus = new Server({ path: '/files', datastore });
const server = createServer((request, response) => tus.handle(request, response));
server.listen(0, '127.0.0.1', () => console.log(`127.0.0.1:${server.address().port}`));
