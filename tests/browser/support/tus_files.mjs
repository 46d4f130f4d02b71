// Uploads files with the published tus-js-client: run by the fault rig, through its chaos proxy.
// Arguments: the address of creation, and a JSON file with [{ path, sha256, headers }]. Prints a JSON line for each file that arrived.
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, list] = process.argv.slice(2);
const files = JSON.parse(readFileSync(list, "utf8"));
const AT_ONCE = 6;

function send({ path, sha256, headers }) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(readFileSync(path), {
      endpoint,
      headers,
      chunkSize: 256 * 1024,
      // Its own resume, as often as it takes: the counter starts again with each piece that arrived.
      retryDelays: Array.from({ length: 40 }, (_, index) => Math.min(50 + 30 * index, 600)),
      metadata: { filename: "a.jpg", filetype: "image/jpeg", sha256 },
      onError: reject,
      onSuccess: () => {
        console.log(JSON.stringify({ path, upload: upload.url.split("/").pop() }));
        resolve();
      },
    });
    upload.start();
  });
}

async function work() {
  for (let next = files.shift(); next; next = files.shift()) await send(next);
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
