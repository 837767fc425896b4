// What an open editor of a page knows and says, so that nobody's words are lost: history/guard.py is its other half.
//
// 1. It tells which draft it was opened on, or saved last. That is kept in this tab's memory, not in fields: a reloaded or
//    duplicated tab begins anew and can't pass for this one.
// 2. Before the form is sent it waits for an autosave that is under way, and asks whether it may still be sent. A form that
//    would be refused (signed out, page deleted, no connection) stays where it is, with its text.
// 3. An autosave that came too late is set aside by the server; the difference is offered.
// 4. Nothing is saved before somebody has touched the form. In a slow browser its own fields are filled in later than Wagtail
//    looks at them first: a draft would be made, or a new page refused for want of a title, by opening the editor.

const { words, standing, cookie } = JSON.parse(document.getElementById('galley-guard').textContent);
const form = document.getElementById('page-edit-form');
const LONGEST = 20_000; // milliseconds that a form waits for an autosave under way
const ABOUT = ['history-kind', 'history-note'];

let base = null; // the draft that this editor saved last: { id, at }
let setAside = ''; // the version that the server set aside for this editor
let saving = false; // an autosave is under way
let sending = false; // the form itself is
let touched = false;
let cleared = null; // the button whose click may go through
const tab = newId();

function newId() { // crypto.randomUUID() is for https only
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

function token() {
  return document.cookie.split('; ').find((one) => one.startsWith(`${cookie}=`))?.slice(cookie.length + 1);
}

// --- 1. What is sent with the form --------------------------------------------------------

function say({ formData }) {
  const present = token(); // a new login in another tab changes it
  if (present) formData.set('csrfmiddlewaretoken', present);
  formData.set('loaded_revision_id', base?.id ?? formData.get('loaded_revision_id') ?? '');
  formData.set('loaded_revision_created_at', base?.at ?? formData.get('loaded_revision_created_at') ?? '');
  formData.set('history-tab', tab);
  // Wagtail compares the form's data twice a second to find changes: these are none.
  sending ||= formData.has('action-workflow-action');
  if (!sending) ABOUT.forEach((name) => formData.delete(name));
  else if (setAside) formData.set('history-set-aside', setAside);
}

function autosaveBegins(event) {
  if (event.target !== form) return;
  if (sending || !touched) {
    event.preventDefault();
    event.stopImmediatePropagation(); // or the form would say from now on that it is being saved
    // Nor does who leaves it now lose anything, unless the server sent the form back with what was wrong.
    if (!touched && form.dataset.wUnsavedForceValue !== 'true') {
      window.wagtail.app.getControllerForElementAndIdentifier(form, 'w-unsaved')?.clear();
    }
    return;
  }
  saving = true;
  if (setAside) event.detail.formData.set('history-set-aside', setAside);
}

function autosaveEnds(event) {
  if (event.target !== form) return;
  saving = false;
  const { response, type } = event.detail;
  if (event.type === 'w-autosave:success') {
    base = { id: String(response.revision_id), at: response.revision_created_at };
    hideNotice();
  } else if (response?.conflict_url) {
    setAside = String(response.set_aside);
    showNotice(words.conflict, { label: words.difference, act: () => send(() => form.requestSubmit()) });
  } else if (type === 'server_error') {
    ask().then((problem) => problem && showNotice(problem.problem, problem));
  }
}

// --- 2. Before it is sent -------------------------------------------------------------------

/** What keeps the form from being saved: { problem, link, label }, or null. */
async function ask() {
  const page = form.action.match(/pages\/(\d+)\/edit\//)?.[1];
  const address = page ? standing.page.replace('/0/', `/${page}/`) : standing.anywhere;
  let answer;
  try {
    answer = await fetch(address, { redirect: 'manual', cache: 'no-store', headers: { Accept: 'application/json' } });
  } catch {
    return { problem: words.offline };
  }
  if (answer.type === 'opaqueredirect' || answer.status === 403) {
    return { problem: words.signedOut, link: standing.login, label: words.signIn };
  }
  const found = answer.ok ? await answer.json() : {};
  return found.problem ? found : null;
}

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

async function settled() {
  const until = performance.now() + LONGEST;
  while (saving && performance.now() < until) await pause(20);
}

async function send(go) {
  await settled();
  const problem = await ask();
  if (problem) {
    showDialog(problem);
    return;
  }
  await settled();
  go();
}

function hold(event) {
  const button = event.target.closest?.('[type="submit"]');
  if (!button || button.form !== form) return;
  // Wagtail asks here whether to overwrite the newer version; the server never does, and shows both.
  const session = document.querySelector('[data-w-session-intercept-value="conflict"]');
  if (session) session.dataset.wSessionInterceptValue = '';
  if (cleared === button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (sending) return;
  send(() => {
    cleared = button;
    button.click();
    cleared = null;
  });
}

function submitted(event) {
  if (event.target !== form) return;
  sending = true;
  setTimeout(() => { sending = !event.defaultPrevented; });
}

// --- What the editor sees -------------------------------------------------------------------

const notice = Object.assign(document.createElement('div'), { className: 'guard-notice' });
const dialog = Object.assign(document.createElement('dialog'), { className: 'guard-dialog' });

function wayOn({ link, label, act }) {
  if (!link && !act) return [];
  const way = document.createElement(act ? 'button' : 'a');
  Object.assign(way, act ? { type: 'button', onclick: act } : { href: link, target: '_blank' });
  way.className = 'button button-small';
  way.textContent = label;
  return [way];
}

function sentence(text) {
  return Object.assign(document.createElement('p'), { textContent: text });
}

function showNotice(text, way) {
  if (notice.dataset.says === text) return; // said once, not at each autosave
  notice.dataset.says = text;
  notice.replaceChildren(sentence(text), ...wayOn(way));
  notice.hidden = false;
}

function hideNotice() {
  notice.hidden = true;
  delete notice.dataset.says;
}

function showDialog(problem) {
  const heading = Object.assign(document.createElement('h2'), { textContent: words.notSent, id: 'guard-dialog-title' });
  const close = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'button button-small button-secondary',
    textContent: words.goOn,
    onclick: () => dialog.close(),
  });
  const text = Object.assign(sentence(problem.problem), { id: 'guard-dialog-text' });
  const ways = Object.assign(document.createElement('div'), { className: 'guard-ways' });
  ways.append(...wayOn(problem), close);
  dialog.replaceChildren(heading, text, ways);
  dialog.showModal();
}

if (form) {
  notice.setAttribute('role', 'alert');
  notice.hidden = true;
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-labelledby', 'guard-dialog-title');
  dialog.setAttribute('aria-describedby', 'guard-dialog-text');
  form.before(notice);
  document.body.append(dialog);
  form.setAttribute('autocomplete', 'off'); // Firefox would fill in what stood here before a reload, on top of a newer draft
  form.addEventListener('formdata', say);
  for (const touch of ['pointerdown', 'keydown', 'input', 'change', 'paste', 'drop']) {
    form.addEventListener(touch, () => { touched = true; }, { capture: true });
  }
  document.addEventListener('w-autosave:save', autosaveBegins, { capture: true });
  document.addEventListener('w-autosave:success', autosaveEnds);
  document.addEventListener('w-autosave:error', autosaveEnds);
  document.addEventListener('w-autosave:deactivated', (event) => {
    // Wagtail stops after a conflict. Here each further autosave is set aside in place of the one before.
    if (event.target === form && event.detail.response?.conflict_url) form.dataset.wAutosaveActiveValue = 'true';
  });
  document.addEventListener('click', hold, { capture: true });
  document.addEventListener('submit', submitted, { capture: true });
  window.addEventListener('pageshow', () => { sending = false; }); // back from the next page
}
