// The lifeboat: lists, sends and exports what this phone has not handed in, without the app. Reads the stores of
// src/device/store; writes the file that src/device/parcel.rs reads. xtask puts locales/*/lifeboat.toml in place of `words`.
"use strict";

const words = /*words*/ {} /*end*/;
// As in crates/contract and src/citizen/about.rs; a test compares them.
const CONTRACT = "1";
const NOTICE = "2026-12-01";
const CHUNK = 262144;
const TUS = { "tus-resumable": "1.0.0" };

let lang = "vi";
try {
  if (localStorage.getItem("motcua-language") === "en") lang = "en";
} catch {}
const say = (key, values) => words[lang][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

const promised = (request) =>
  new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });

// One transaction on a connection of its own: Safari kills old ones.
async function kept(work, mode = "readonly") {
  const request = indexedDB.open("motcua");
  // Nothing was ever kept here: a database made now would lack the app's stores.
  request.onupgradeneeded = () => request.transaction.abort();
  const db = await promised(request);
  try {
    const tx = db.transaction(["drafts", "files", "receipts", "kv"], mode, { durability: "strict" });
    const done = new Promise((yes, no) => {
      tx.oncomplete = yes;
      tx.onabort = () => no(tx.error);
    });
    const asked = work((name) => tx.objectStore(name));
    const result = await (asked instanceof IDBRequest ? promised(asked) : asked);
    await done;
    return result;
  } finally {
    db.close();
  }
}
const write = (work) => kept(work, "readwrite");
const get = (name, key) => kept((store) => store(name).get(key));
const list = async () =>
  (await kept((store) => store("drafts").getAll())).map((text) => JSON.parse(text)).sort((a, b) => b.updated_ms - a.updated_ms);
const change = (id, edit) =>
  write(async (store) => {
    const draft = JSON.parse(await promised(store("drafts").get(id)));
    edit(draft);
    store("drafts").put(JSON.stringify(draft), id);
  });
async function bytesOf(id) {
  const pieces = await get("files", id);
  return pieces && (await new Blob(pieces).arrayBuffer());
}
const digest = (bytes) => crypto.subtle.digest("SHA-256", bytes);
const hex = async (bytes) => Array.from(new Uint8Array(await digest(bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
const utf8 = (text) => new TextEncoder().encode(text);

// A refusal is thrown with its code; no answer at all is `offline`.
async function api(token, method, path, headers, body) {
  const all = { "x-motcua-contract": CONTRACT, ...headers };
  if (token) all["x-motcua-device"] = token;
  const answer = await fetch(path, { method, headers: all, body, signal: AbortSignal.timeout?.(60000) }).catch(() => {
    throw { code: "offline" };
  });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw { code: problem.code ?? (answer.status > 499 ? "offline" : answer.status) };
}
const json = { "content-type": "application/json" };
const resend = (id) => change(id, (draft) => draft.attachments.forEach((file) => (file.upload = null)));

const tokenOf = async (draft) => (await get("kv", `device_token.${draft.id}`)) ?? (await get("kv", "device_token"));
async function register(draft) {
  const { token } = await (await api("", "POST", "/api/devices", json, "{}")).json();
  await write((store) => {
    store("kv").delete(`device_token.${draft.id}`);
    return store("kv").put(token, "device_token");
  });
  await resend(draft.id);
  return token;
}

// What the server made of an upload; nothing where it does not have these very bytes.
async function stored(token, upload, sha256) {
  try {
    const file = await (await api(token, "GET", `/api/uploads/${upload}`)).json();
    return file.sha256 === sha256 ? file : undefined;
  } catch (error) {
    if (!["not_found", "upload_gone"].includes(error.code)) throw error;
  }
}

async function sendFile(token, draft, file, tell) {
  if (file.upload && (await stored(token, file.upload, file.sha256))) return;
  const bytes = await bytesOf(file.id);
  if (!bytes || (await hex(bytes)) !== file.sha256) throw { code: "damaged" };
  const place = `upload.${file.id}.${file.sha256.slice(0, 16)}`;
  let upload = await get("kv", place);
  let at;
  if (upload) {
    try {
      at = +(await api(token, "HEAD", `/api/uploads/${upload}`, TUS)).headers.get("upload-offset");
    } catch (error) {
      if (error.code === "offline") throw error;
    }
  }
  if (at === undefined) {
    const meta = { filename: file.id, filetype: file.media_type, sha256: file.sha256 };
    const coded = Object.entries(meta).map(([name, value]) => `${name} ${btoa(value)}`);
    const made = await api(token, "POST", "/api/uploads", { ...TUS, "upload-length": bytes.byteLength, "upload-metadata": coded.join() });
    upload = made.headers.get("location").split("/").pop();
    await write((store) => store("kv").put(upload, place));
    at = 0;
  }
  while (at < bytes.byteLength) {
    tell(Math.floor((at * 100) / bytes.byteLength));
    const headers = { ...TUS, "upload-offset": at, "content-type": "application/offset+octet-stream" };
    const answer = await api(token, "PATCH", `/api/uploads/${upload}`, headers, bytes.slice(at, at + CHUNK));
    at = +answer.headers.get("upload-offset");
  }
  const known = await stored(token, upload, file.sha256);
  if (!known) throw { code: "digest_mismatch" };
  await change(draft.id, (d) => d.attachments.filter((a) => a.id === file.id).forEach((a) => Object.assign(a, known)));
}

// The submission as the contract writes it, so that its digest is the one in the receipt.
function submission(draft) {
  const { values, ...rest } = draft.answers;
  for (const { paper, upload, sha256, size, media_type, pages } of draft.attachments) {
    (values[paper] ??= { pages: [] }).pages.push({ upload, sha256, size, media_type, pages });
  }
  const sorted = Object.fromEntries(Object.entries(values).sort());
  const { procedure, version } = draft;
  return JSON.stringify({ procedure, version, answers: { values: sorted, ...rest }, notice: NOTICE, language: lang });
}

async function send(id, tell) {
  for (let round = 0; ; round++) {
    let draft = JSON.parse(await get("drafts", id));
    let token = (await tokenOf(draft)) ?? (await register(draft));
    try {
      for (const [index, file] of draft.attachments.entries()) {
        const names = { at: index + 1, of: draft.attachments.length };
        await sendFile(token, draft, file, (percent) => tell(say("papers", { ...names, percent })));
      }
      draft = JSON.parse(await get("drafts", id));
      tell(say("sending"));
      const body = submission(draft);
      await api(token, "POST", "/api/submissions", { ...json, "idempotency-key": id }, body).catch((error) => {
        if (error.code !== "key_reused") throw error;
      });
      const receipt = await (await api(token, "GET", `/api/submissions/${id}`)).json();
      const same = receipt.sha256 === (await hex(utf8(body)));
      const name = draft.procedure;
      const saved = { receipt, procedure_name_vi: name, procedure_name_en: name, draft_id: id, saved_ms: Date.now() };
      await write((store) => {
        // Forgotten only where the server has said the digest of what is here.
        if (same) {
          store("drafts").delete(id);
          draft.attachments.forEach((file) => store("files").delete(file.id));
        }
        return store("receipts").put(JSON.stringify(saved), receipt.code);
      });
      return say(same ? "sent" : "sent_other", { code: receipt.code });
    } catch (error) {
      if (round > 1) throw error;
      if (error.code === "signed_out") await register(draft);
      else if (error.code === "files_missing") await resend(id);
      else throw error;
    }
  }
}

// The file: "MOTCUA1\n", the header's length (4 bytes, low first), its SHA-256, the header, the files one after the other.
async function exported() {
  const header = { format: 1, made_ms: Date.now(), drafts: await list(), receipts: [], tokens: {}, files: [] };
  const bodies = [];
  for (const draft of header.drafts) {
    const token = await tokenOf(draft);
    if (token) header.tokens[draft.id] = token;
    const asked = await get("receipts", draft.procedure.split(":")[1] ?? "");
    if (asked) header.receipts.push(JSON.parse(asked));
    for (const { id } of draft.attachments) {
      const bytes = await bytesOf(id);
      if (!bytes) continue;
      header.files.push({ id, size: bytes.byteLength, sha256: await hex(bytes) });
      bodies.push(bytes);
    }
  }
  const text = utf8(JSON.stringify(header));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, text.length, true);
  return new Blob(["MOTCUA1\n", length, await digest(text), text, ...bodies]);
}

function make(name, text, more) {
  return Object.assign(document.createElement(name), { textContent: text, ...more });
}

// A button that works once at a time, and a line that says how it goes.
function action(box, key, work, more) {
  const said = make("p", "");
  const button = make("button", say(key), more);
  said.setAttribute("role", "status");
  button.onclick = async () => {
    button.disabled = true;
    try {
      said.textContent = await work((text) => (said.textContent = text));
      if (key === "send") button.remove();
    } catch (error) {
      said.textContent = say(words[lang][error.code] ? error.code : "refused", { code: error.code ?? error.name });
    }
    button.disabled = false;
  };
  box.append(button, said);
}

async function main() {
  document.documentElement.lang = lang;
  const main = document.getElementById("main");
  const other = make("button", say("other"), { className: "quiet", lang: lang === "en" ? "vi" : "en" });
  other.onclick = () => {
    localStorage.setItem("motcua-language", other.lang);
    location.reload();
  };
  main.append(other, make("h1", say("title")), make("p", say("what")));
  const drafts = await list().catch(() => []);
  if (!drafts.length) main.append(make("p", say("none")));
  const names = {};
  await fetch("/api/procedures", { headers: { "x-motcua-contract": CONTRACT } })
    .then((answer) => answer.json())
    .then(({ procedures }) => procedures.forEach((p) => (names[p.code] = p.words[lang]?.name)))
    .catch(() => {});
  for (const draft of drafts) {
    const box = make("section");
    const waits = draft.submitting && !draft.together && !draft.procedure.includes(":");
    const day = new Date(draft.updated_ms).toLocaleString(lang === "en" ? "en-GB" : "vi-VN");
    box.append(make("h2", names[draft.procedure] ?? draft.procedure));
    box.append(make("p", say(waits ? "waits" : "begun", { day, papers: draft.attachments.length })));
    if (waits) action(box, "send", (tell) => send(draft.id, tell));
    main.append(box);
  }
  if (drafts.length) {
    main.append(make("p", say("export_what")));
    const save = async () => {
      const url = URL.createObjectURL(await exported());
      make("a", "", { href: url, download: `motcua-${new Date().toISOString().slice(0, 10)}.motcua` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
      return say("exported");
    };
    action(main, "export", save, { className: "quiet" });
  }
  main.append(make("a", say("home"), { href: "/" }));
}
main();
