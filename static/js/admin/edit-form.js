// What stands between an editor's hand and the server, so that no word is lost on the way.
//
// 1. Wagtail copies what is typed into rich text to its form field a quarter of a second after the last key. Whoever types
//    and saves at once, by keyboard, would send the text without its last words, and lose them with the page. So the click
//    on a button that sends the form waits until the field has caught up.

const LONGEST = 1000; // milliseconds; a key may have changed nothing
const WITHOUT_EFFECT = /^(Arrow|Page|Home|End|Shift|Control|Alt|Meta|Tab|Escape|F\d)/;
let typed = null; // the field behind the last key, its value at that moment, and when that was

function note(event) {
  const field = event.target.closest?.('[data-draftail-editor-wrapper]')?.previousElementSibling;
  if (field?.matches('input')) typed = { field, value: field.value, at: performance.now() };
}

for (const kind of ['input', 'paste', 'cut', 'drop']) document.addEventListener(kind, note, { capture: true });
document.addEventListener('keydown', (event) => {
  const shortcut = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's';
  if (!shortcut && !WITHOUT_EFFECT.test(event.key)) note(event);
}, { capture: true });

function isBehind() {
  return typed?.field.isConnected && typed.field.value === typed.value && performance.now() - typed.at < LONGEST;
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[type="submit"]');
  if (!button?.form?.matches('[data-edit-form]') || !isBehind()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const wait = () => (isBehind() ? setTimeout(wait, 20) : button.click());
  wait();
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
