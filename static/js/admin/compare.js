// From change to change, by button or key: j or n to the next, k or p to the one before. The page reads well without this.

const changes = [...document.querySelectorAll('[data-change]')];
const steps = document.querySelector('.compare-steps');
const status = document.querySelector('.compare-status');
const KEYS = { j: 1, n: 1, k: -1, p: -1 };
const TYPES_HERE = 'input, select, textarea, [contenteditable]';
let current = changes.indexOf(document.activeElement?.closest('[data-change]')); // somebody may be there before this script

function say(index) {
  const what = changes[index].querySelector('h3').textContent.trim();
  const words = { number: index + 1, count: changes.length, what };
  status.textContent = status.dataset.words.replace(/%\((\w+)\)s/g, (_, name) => words[name]);
}

function go(by) {
  const index = current + by;
  if (index < 0 || index >= changes.length) {
    status.textContent = by > 0 ? status.dataset.end : status.dataset.start;
    return;
  }
  current = index;
  const change = changes[index];
  for (let fold = change.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  change.focus({ preventScroll: true });
  // At once: a button that glides away under the pointer takes no second click.
  change.scrollIntoView({ block: 'start', behavior: 'instant' });
  say(index);
}

if (steps && changes.length) {
  steps.hidden = false;

  steps.addEventListener('click', (event) => {
    const button = event.target.closest('[data-step]');
    if (button) go(Number(button.dataset.step));
  });

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.(TYPES_HERE)) return;
    const by = KEYS[event.key.toLowerCase()];
    if (!by) return;
    event.preventDefault();
    go(by);
  });

  // Whoever gets to a change by Tab or by a click goes on from there.
  document.addEventListener('focusin', (event) => {
    const change = event.target.closest('[data-change]');
    if (change) current = changes.indexOf(change);
  });

  // Back from a form or by an address that names a change.
  const named = changes.findIndex((change) => `#${change.id}` === window.location.hash);
  if (named >= 0) {
    current = named - 1;
    go(1);
  }
}
