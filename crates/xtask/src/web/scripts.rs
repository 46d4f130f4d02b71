//! The start of each program, as part of its own script file: no inline script, so the strict Content-Security-Policy
//! needs no exception, and one request fewer.

/// Milliseconds that anybody waits for the sentences in English, at the start or after pressing the button; after that it stays Vietnamese.
const PATIENCE: u32 = 8_000;

/// A page's script: what wasm-bindgen wrote, the sentences in English for who chose them, and the line that starts it. `lifeboat/boot.js`
/// listens to how it ends.
pub fn app(bindgen: &str, wasm_url: &str, english_url: &str) -> String {
    format!(
        "{bindgen}
self.motcuaFetchEnglish = () => Promise.race([
  fetch(\"{english_url}\").then((answer) => answer.json()),
  new Promise((_, late) => setTimeout(late, {PATIENCE})),
]);
const language = () => {{
  try {{
    return localStorage.getItem(\"motcua-language\");
  }} catch {{}}
}};
const english = language() === \"en\" ? self.motcuaFetchEnglish().then((all) => (self.motcuaEnglish = all)) : Promise.resolve();
english.catch(() => {{}}).then(() => __wbg_init({{ module_or_path: \"{wasm_url}\" }})).then(
  () => dispatchEvent(new Event(\"motcua-ran\")),
  (error) => {{
    dispatchEvent(new Event(\"motcua-failed\"));
    throw error;
  }},
);
"
    )
}

/// The worker's script: what wasm-bindgen wrote (classic script, global `wasm_bindgen`), and its start. Messages that arrive
/// while the program is still loading are held and handed over, so the page need not wait for a greeting.
pub fn worker(bindgen: &str, wasm_url: &str) -> String {
    format!(
        "{bindgen}
{{
  const early = [];
  const keep = (event) => early.push(event.data);
  self.addEventListener(\"message\", keep);
  wasm_bindgen({{ module_or_path: \"{wasm_url}\" }}).then(
    () => {{
      self.removeEventListener(\"message\", keep);
      for (const data of early) self.dispatchEvent(new MessageEvent(\"message\", {{ data }}));
    }},
    (error) => setTimeout(() => {{ throw error; }}),
  );
}}
"
    )
}
