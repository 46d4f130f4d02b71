// Watches over the start of a program: heals a damaged build once, says so when nothing helps, and tells the service worker
// when the build ran. Loaded before the program's own script; knows nothing of it but the events `motcua-ran` and `motcua-failed`.
(() => {
  "use strict";
  const version = document.querySelector("meta[name=build]").content;
  const HEALED = `motcua-healed-${version}`;
  // A program that is not here after this is on a very slow network, or lost: the words for it come, the start goes on.
  const PATIENCE_MS = 60000;
  let over = false;

  function show() {
    document.getElementById("shell-failed")?.removeAttribute("hidden");
    document.getElementById("shell-busy")?.setAttribute("hidden", "");
  }

  // Whether the service worker could do something about it.
  function mended(worker) {
    return new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => done(event.data === true);
      setTimeout(done, 20000, false);
      worker.postMessage({ type: "failed", version }, [port2]);
    });
  }

  async function failed() {
    if (over) return;
    over = true;
    const worker = navigator.serviceWorker?.controller;
    try {
      // Once a build and tab: a page that reloads itself for ever helps nobody. Nothing runs yet that could be lost.
      if (worker && !sessionStorage.getItem(HEALED)) {
        sessionStorage.setItem(HEALED, "1");
        if (await mended(worker)) return location.reload();
      }
    } catch {
      // No storage, no message: only the words are left.
    }
    show();
  }

  const alarm = setTimeout(show, PATIENCE_MS);
  addEventListener("motcua-failed", failed);
  addEventListener("motcua-ran", () => {
    over = true;
    clearTimeout(alarm);
    // What the server painted goes when its page is here (handover.js).
    document.querySelector("#shell:not([data-painted])")?.remove();
    navigator.serviceWorker?.controller?.postMessage({ type: "ran", version });
  });
  // A script that is not there, or is none.
  addEventListener("error", (event) => {
    if (event.target?.tagName === "SCRIPT" || event.filename?.startsWith(location.origin)) failed();
  }, true);
})();
