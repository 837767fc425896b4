// Notes that viewers of a preview left, beside their blocks in the editor: staging/notes/in_editor.py is the other half.
//
// They are fetched when the editor is there, and answered and resolved without leaving it. Nothing here has a name, so nothing
// of it goes with the page's form, and no answer counts as a change of the page.

const { words, cookie, address } = JSON.parse(document.getElementById("galley-notes").textContent);
const ASKING = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" }; // who may not is told 403, not sent elsewhere
const form = document.getElementById("page-edit-form");
const page = form?.action.match(/pages\/(\d+)\/edit\//)?.[1];

/** An element with properties and children; `dataset` and the like go by their attribute's name in `attributes`. */
function element(tag, properties = {}, children = [], attributes = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** `sentence` with what stands for %(name)s. */
function filled(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
}

function counted(number) {
  if (!number) return words.none;
  return number === 1 ? words.one : filled(words.several, { number });
}

function token() {
  return document.cookie.split("; ").find((one) => one.startsWith(`${cookie}=`))?.slice(cookie.length + 1);
}

/** What the server says to this act: { note, told }, or { problem }. */
async function ask(target, fields = {}) {
  try {
    const answer = await fetch(target, {
      method: "POST",
      headers: { ...ASKING, "X-CSRFToken": token() ?? "" },
      body: new URLSearchParams(fields),
      redirect: "error",
    });
    return await answer.json();
  } catch {
    return { problem: words.failed };
  }
}

// --- One note -------------------------------------------------------------------------------

function from({ by, link, at }) {
  const whom = link && link !== by ? filled(words.link, { whom: link }) : words.viewer;
  return `${whom}, ${at}`;
}

function replyOf({ by, viewer, at, text }) {
  const about = element("p", { className: "viewer-note-about" }, [
    element("bdi", { textContent: by }),
    `, ${viewer ? words.viewer : words.newsroom}, ${at}`,
  ]);
  return element("div", { className: "viewer-note-reply" }, [
    about,
    element("p", { className: "viewer-note-text", dir: "auto", textContent: text }),
  ]);
}

function said(note) {
  const heading = element("h4", {}, [
    element("bdi", { textContent: note.by }),
    " ",
    element("span", { className: "viewer-note-about", textContent: from(note) }),
  ]);
  return [
    heading,
    note.resolved ? element("p", { className: "viewer-note-about", textContent: words.resolved }) : null,
    note.quote ? element("blockquote", { dir: "auto", textContent: note.quote }) : null,
    element("p", { className: "viewer-note-text", dir: "auto", textContent: note.text }),
    ...note.replies.map(replyOf),
  ];
}

/** The note with its buttons. What is being written stays in its field whatever the server says. */
function noteElement(note, changed) {
  const text = element("textarea", { rows: 2, dir: "auto", id: `viewer-note-answer-${note.id}` });
  const label = element("label", { htmlFor: text.id, textContent: filled(words.answerTo, { by: note.by }) });
  const problem = element("p", { className: "viewer-note-failed" }, [], { role: "alert" });
  const told = element("p", { className: "viewer-note-about" }, [], { role: "status" });
  const button = (content, act, extra = "") =>
    element("button", { type: "button", textContent: content, onclick: act, className: `button button-small ${extra}` });

  const send = button(words.send, () => {
    if (text.value.trim()) act(note.answer, { text: text.value }, () => { text.value = ""; });
    else problem.textContent = words.empty;
  }, "button-secondary");
  const answer = element("details", { className: "viewer-note-answer" }, [
    element("summary", { textContent: words.answer }),
    element("div", { className: "viewer-note-form" }, [label, text, send]),
  ]);
  const acts = element("div", { className: "viewer-note-acts" });
  const whole = element("article", { className: "viewer-note" });
  whole.dataset.viewerNote = note.id;

  async function act(target, fields, after) {
    for (const one of acts.querySelectorAll("button")) one.disabled = true;
    const found = await ask(target, fields);
    problem.textContent = found.problem ?? (found.note ? "" : words.failed);
    told.textContent = found.note ? found.told : "";
    if (found.note) {
      note = found.note;
      after?.();
    }
    draw();
    if (found.note) changed(note);
    (fields ? text : acts.querySelector("[data-state]")).focus(); // the button that was pressed is another one now
  }

  function draw() {
    send.disabled = false;
    const state = button(note.resolved ? words.reopen : words.resolve, () => act(note.resolved ? note.reopen : note.resolve));
    state.dataset.state = "";
    acts.replaceChildren(answer, state);
    whole.classList.toggle("is-resolved", note.resolved);
    whole.replaceChildren(...said(note).filter(Boolean), problem, told, acts);
  }

  draw();
  return whole;
}

// --- All of them ----------------------------------------------------------------------------

/** `titled` gives its title, for so many open notes. */
function panel(titled, notes, changed) {
  const open = new Set(notes.map((note) => note.id));
  const summary = element("summary", { textContent: titled(open.size) });
  const settled = (note) => {
    note.resolved ? open.delete(note.id) : open.add(note.id);
    summary.textContent = titled(open.size);
    changed(note);
  };
  return element("details", { className: "viewer-notes", open: true }, [summary, ...notes.map((note) => noteElement(note, settled))]);
}

/** Beside its block: below the block's own head, so that a folded block shows them too. */
function placeFor(block) {
  const child = form.querySelector(`[data-streamfield-child][data-contentpath="${CSS.escape(block)}"]`);
  return child?.querySelector(":scope > section > .w-panel__header, :scope > section > :first-child") ?? null;
}

function show({ notes, more, list }) {
  const open = new Set(notes.map((note) => note.id));
  const count = element("p", { textContent: counted(notes.length) }, [], { role: "status" });
  const changed = (note) => {
    if (note.resolved) open.delete(note.id);
    else open.add(note.id);
    count.textContent = counted(open.size);
    next.hidden = !open.size;
  };
  const beside = new Map();
  for (const note of notes) beside.set(note.block, [...(beside.get(note.block) ?? []), note]);
  const others = [];
  for (const [block, those] of beside) {
    const head = block ? placeFor(block) : null;
    if (head) head.after(panel(counted, those, changed));
    else others.push(panel(() => (block ? words.gone : words.onPage), those, changed));
  }
  const next = element("button", { type: "button", className: "button button-small button-secondary", textContent: words.next });
  next.addEventListener("click", () => goToNext());
  const all = element("a", { href: list, textContent: words.all });
  const bar = element("div", { className: "viewer-notes-bar" }, [count, next, all, more ? element("span", { textContent: words.more }) : null]);
  form.before(bar, ...others);
}

let last = -1;

function goToNext() {
  const found = [...document.querySelectorAll("[data-viewer-note]:not(.is-resolved)")];
  if (!found.length) return;
  last = (last + 1) % found.length;
  const note = found[last];
  note.closest("details").open = true;
  note.tabIndex = -1;
  note.scrollIntoView({ block: "center" });
  note.focus({ preventScroll: true });
}

if (page) {
  const answer = await fetch(address.replace("/0/", `/${page}/`), { headers: ASKING }).catch(() => null);
  const found = answer?.ok && !answer.redirected ? await answer.json() : { notes: [] };
  if (found.notes.length) show(found);
}
