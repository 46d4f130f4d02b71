// The end-to-end spec of tus-js-client itself (test/spec/test-end-to-end.js of 4.3.1), step by step against our server. Two things
// differ, both on purpose of ours: the file is a picture, because no text is taken in, and GET tells the digest instead of the bytes.
// Arguments: the address of creation, and a JSON file with { path, sha256, headers }.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, file] = process.argv.slice(2);
const { path, sha256, headers } = JSON.parse(readFileSync(file, "utf8"));
const bytes = readFileSync(path);
const metadata = { nonlatin: "słońce", number: 100, filename: "hello.jpg", filetype: "image/jpeg" };

function send(more) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes, { endpoint, headers, metadata, retryDelays: null, ...more, onError: reject, onSuccess: () => resolve(upload) });
    upload.start();
  });
}

async function validateUploadContent(upload) {
  assert.ok(upload.url.startsWith(`${endpoint}/`));
  const answer = await fetch(upload.url, { headers });
  assert.equal(answer.status, 200);
  const facts = await answer.json();
  assert.deepEqual([facts.sha256, facts.size], [sha256, bytes.length]);
  await validateUploadMetadata(upload);
}

async function validateUploadMetadata(upload) {
  const answer = await fetch(upload.url, { method: "HEAD", headers: { ...headers, "Tus-Resumable": "1.0.0" } });
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), "");
  assert.equal(answer.headers.get("tus-resumable"), "1.0.0");
  assert.equal(answer.headers.get("upload-offset"), String(bytes.length));
  assert.equal(answer.headers.get("upload-length"), String(bytes.length));
  const base64 = (text) => Buffer.from(String(text)).toString("base64");
  const sent = Object.entries(metadata).map(([key, value]) => `${key} ${base64(value)}`);
  assert.deepEqual(answer.headers.get("upload-metadata").split(",").sort(), sent.sort());
}

async function validateUploadDeletion(upload) {
  await upload.abort(true);
  assert.equal((await fetch(upload.url, { headers })).status, 404);
}

const plain = await send({});
await validateUploadContent(plain);
await validateUploadDeletion(plain);
const together = await send({ uploadDataDuringCreation: true });
await validateUploadContent(together);
await validateUploadDeletion(together);
console.log("2 of 2");
