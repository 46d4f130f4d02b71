// Runs in every measured page from its first moment: when the first box that one types into takes the focus, and when what was painted
// has given way to the program (ours; the peers have nothing to wait for then).
(() => {
  const KINDS = ['', 'text', 'search', 'tel', 'email', 'number'];
  const seen = { field: 0, answer: 0, program: 0 };
  window.__seen = seen;
  const visible = (box) => !box.disabled && !box.readOnly && box.getClientRects().length > 0;
  const look = () => {
    if (!seen.field) {
      const box = [...document.querySelectorAll('input, textarea')].find((one) => KINDS.includes(one.getAttribute('type') ?? '') && visible(one));
      box?.focus();
      if (box && document.activeElement === box) seen.field = performance.now();
    }
    if (!seen.answer && [...document.querySelectorAll('input[type=radio]')].some(visible)) seen.answer = performance.now();
    if (!seen.program && document.querySelector('h1, form, input') && !document.getElementById('shell')) seen.program = performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
