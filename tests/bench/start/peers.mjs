// The peers as their makers say to ship them: bundled and minified for production, one script and one sheet, packed with brotli at its
// best, names that never change their content, served from memory.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';
import { formio, html, survey } from './form.mjs';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css' };

function pack(text) {
  const bytes = Buffer.from(text);
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

async function bundle(script) {
  const made = await build({
    stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true, minify: true, write: false, format: 'esm', target: 'es2022', legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return made.outputFiles[0].text;
}

async function sheet(file) {
  const made = await build({ stdin: { contents: readFileSync(file, 'utf8'), loader: 'css' }, minify: true, write: false });
  return made.outputFiles[0].text;
}

const page = (head, body) => `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Form</title><meta name="viewport" content="width=device-width, initial-scale=1">${head}</head><body>${body}</body></html>`;

// Starts the server; each peer has a page at `/NAME`. Answers with the address and a function that ends it.
export async function servePeers(fields) {
  const module = (name) => new URL(`../node_modules/${name}`, import.meta.url).pathname;
  const files = new Map();
  const add = (name, text, ending) => {
    const path = `/${name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.${ending}`;
    files.set(path, { body: pack(text), type: TYPES[ending] });
    return path;
  };
  const put = (name, head, body) => files.set(`/${name}`, { body: pack(page(head, body)), type: TYPES.html });
  const app = (name, script, sheets) => {
    const links = sheets.map((text) => `<link rel="stylesheet" href="${add(name, text, 'css')}">`).join('');
    put(name, `${links}${script}`, '<div id="form"></div>');
  };

  const surveyScript = await bundle(`
    import { Model } from 'survey-core';
    import { renderSurvey } from 'survey-js-ui';
    renderSurvey(new Model(${JSON.stringify(survey(fields))}), document.getElementById('form'));`);
  app('survey', `<script type="module" src="${add('survey', surveyScript, 'js')}"></script>`, [await sheet(module('survey-core/survey-core.fontless.min.css'))]);

  // The renderer alone, without the builder: the smallest file that Form.io publishes for this.
  const library = readFileSync(module('@formio/js/dist/formio.form.min.js'), 'utf8');
  const start = `Formio.createForm(document.getElementById('form'), ${JSON.stringify(formio(fields))});`;
  app('formio', `<script defer src="${add('formio', `${library}\n${start}`, 'js')}"></script>`, [await sheet(module('@formio/js/dist/formio.form.min.css'))]);

  const style = 'body{font:1rem/1.5 system-ui,sans-serif;margin:1rem}label,legend{font-weight:700;display:block}input:not([type=radio]){font:inherit;width:100%;padding:.5rem;box-sizing:border-box}';
  put('plain', `<link rel="stylesheet" href="${add('plain', style, 'css')}">`, html(fields));

  const server = createServer((question, answer) => {
    const file = files.get(new URL(question.url, 'http://localhost').pathname);
    if (!file) return answer.writeHead(404).end();
    const keep = file.type === TYPES.html ? 'no-cache' : 'public, max-age=31536000, immutable';
    return answer.writeHead(200, { 'content-type': file.type, 'content-encoding': 'br', 'content-length': file.body.length, 'cache-control': keep }).end(file.body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://localhost:${server.address().port}`, end: () => server.close() };
}
