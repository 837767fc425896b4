// Stops the editor's form before the server would refuse it, so that no text leaves the page for nothing.
// The limits and the sentence come from pages/wagtail_hooks.py as JSON.

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
