// What stands between an editor's hand and the server, so that no word is lost on the way.
//
// 1. Wagtail copies what is typed into rich text to its form field 250 ms after the last key. Whoever types and saves at
//    once, by keyboard, would send the text without its last words: the click on a button that sends the form waits.

const SETTLED = 300; // milliseconds
let lastKey = -SETTLED;

for (const kind of ['keydown', 'input', 'paste', 'drop']) {
  document.addEventListener(kind, (event) => {
    if (event.target.isContentEditable) lastKey = performance.now();
  }, { capture: true });
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[type="submit"]');
  const wait = lastKey + SETTLED - performance.now();
  if (wait <= 0 || !button?.form?.matches('[data-edit-form]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setTimeout(() => button.click(), wait);
}, { capture: true });

// 2. A form that the server would refuse for its size is stopped here: no text leaves the page for nothing.
//    The limits and the sentence come from pages/wagtail_hooks.py as JSON.

const limits = JSON.parse(document.getElementById('galley-form-limit').textContent);
const encoder = new TextEncoder();

function excess(form) {
  let fields = 0;
  let bytes = 0;
  for (const [name, value] of new FormData(form)) {
    fields += 1;
    if (typeof value === 'string') bytes += encoder.encode(name).length + encoder.encode(value).length;
  }
  return fields > limits.fields || bytes > limits.bytes;
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-edit-form]') || !excess(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.dispatchEvent(
    new CustomEvent('w-messages:add', { detail: { text: limits.message, type: 'error' } }),
  );
}, { capture: true });
