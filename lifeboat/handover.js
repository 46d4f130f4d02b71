// From what the server painted to the program's own page (crates/server/src/paint/): once the program shows the page, what was typed,
// ticked or pressed meanwhile goes over, with the focus and the place, and the painting goes away. A painted control has `p-` before its
// id. Part of the boot script, so that it watches before the program is here.
(() => {
  "use strict";
  const shell = document.getElementById("shell");
  if (!shell?.hasAttribute("data-painted")) return;
  let composing = false;
  let pressed = null;

  const outside = (found) => [...found].find((one) => !shell.contains(one));

  // What the program has in the place of something painted.
  function real(painted) {
    if (painted.id.startsWith("p-")) return document.getElementById(painted.id.slice(2));
    const href = painted.getAttribute("href")?.replace("#p-", "#");
    return href && outside(document.querySelectorAll(`a[href="${CSS.escape(href)}"]`));
  }

  // As the person would do it, so that the program notices.
  function repeat(from, to) {
    if (from.type === "radio") {
      if (from.checked && !to.checked) to.click();
    } else if (from.value && from.value !== to.value) {
      to.value = from.value;
      to.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function handOver() {
    const active = document.activeElement;
    const focused = shell.contains(active) ? active : null;
    const inputs = [...shell.querySelectorAll("input")].map((from) => [from, real(from)]);
    const [target, button] = [focused && real(focused), pressed && real(pressed)];
    const [start, end, top] = [focused?.selectionStart, focused?.selectionEnd, scrollY];
    delete shell.dataset.painted;
    shell.hidden = true;
    for (const [from, to] of inputs) if (to) repeat(from, to);
    target?.focus({ preventScroll: true });
    if (typeof start === "number" && target?.setSelectionRange) target.setSelectionRange(start, end);
    shell.remove();
    scrollTo(0, top);
    button?.click();
  }

  // A word that is being composed (Telex, VNI) is finished first: it would be torn in two.
  function look() {
    if (composing || !shell.isConnected || !outside(document.querySelectorAll("main h1"))) return;
    pages.disconnect();
    handOver();
  }

  const pages = new MutationObserver(look);
  pages.observe(document.body, { childList: true, subtree: true });
  shell.addEventListener("compositionstart", () => (composing = true));
  shell.addEventListener("compositionend", () => {
    composing = false;
    setTimeout(look);
  });
  shell.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.type === "button") pressed = button;
  });
})();
