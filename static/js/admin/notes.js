// Notes that viewers of a preview left, beside their blocks in the editor: staging/notes/in_editor.py is the other half.
//
// They are fetched when the editor is there, and answered and resolved without leaving it. Nothing here has a name, so nothing
// of it goes with the page's form, and no answer counts as a change of the page. Notes that come meanwhile are asked for each
// minute, told of, and placed when the editor wants them.

const { words, cookie, address } = JSON.parse(document.getElementById("galley-notes").textContent);
const ASKING = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" }; // who may not is told 403, not sent elsewhere
const SHOWN = 3; // notes of one place; the others are folded
const EVERY = 60_000; // milliseconds between two questions
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

function button(content, act, extra = "button-secondary") {
  return element("button", { type: "button", textContent: content, onclick: act, className: `button button-small ${extra}` });
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

/** Only what does not fit has the button; what has no size, in a folded block, is looked at when it has one. */
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.classList.contains("is-clamped")) target.nextSibling.hidden = target.scrollHeight <= target.clientHeight + 1;
  }
});

/** What somebody wrote, six lines of it, and a button for all. Who hears the page hears all of it anyway. */
function clamped(by, tag, text, className = "") {
  const shown = element(tag, { className: `${className} is-clamped`, dir: "auto", textContent: text });
  const name = (sentence) => toggle.setAttribute("aria-label", filled(sentence, { by }));
  const toggle = element("button", { type: "button", textContent: words.whole, className: "viewer-note-toggle", hidden: true });
  toggle.addEventListener("click", () => {
    const short = shown.classList.toggle("is-clamped");
    toggle.textContent = short ? words.whole : words.less;
    name(short ? words.wholeOf : words.lessOf);
    if (short) shown.scrollIntoView({ block: "nearest" });
  });
  name(words.wholeOf);
  watcher.observe(shown);
  return [shown, toggle];
}

function replyOf({ by, viewer, at, text }) {
  const whose = viewer ? words.viewer : element("strong", { className: "viewer-note-mark", textContent: words.newsroom });
  const about = element("p", { className: "viewer-note-about" }, [element("bdi", { textContent: by }), " ", whose, `, ${at}`]);
  return element("div", { className: "viewer-note-reply" }, [about, ...clamped(by, "p", text, "viewer-note-text")]);
}

function headOf(note, heading) {
  return element(heading, {}, [
    element("bdi", { textContent: note.by }),
    " ",
    element("span", { className: "viewer-note-about", textContent: from(note) }),
  ]);
}

/** The note with its buttons. What is being written stays in its field whatever the server says. `tag`: of its heading. */
function noteElement(note, tag, changed) {
  const text = element("textarea", { rows: 2, dir: "auto", id: `viewer-note-answer-${note.id}` });
  const label = element("label", { htmlFor: text.id, textContent: filled(words.answerTo, { by: note.by }) });
  const problem = element("p", { className: "viewer-note-failed" }, [], { role: "alert" });
  const told = element("p", { className: "viewer-note-about" }, [], { role: "status" });
  const heading = headOf(note, tag);
  const said = [
    ...(note.quote ? clamped(note.by, "blockquote", note.quote) : []),
    ...clamped(note.by, "p", note.text, "viewer-note-text"),
  ];
  const send = button(words.send, () => {
    if (text.value.trim()) act(note.answer, { text: text.value }, () => { text.value = ""; });
    else problem.textContent = words.empty;
  });
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
    const mark = note.resolved ? [element("p", { className: "viewer-note-about", textContent: words.resolved })] : [];
    whole.replaceChildren(heading, ...mark, ...said, ...note.replies.map(replyOf), problem, told, acts);
  }

  draw();
  return whole;
}

// --- All of them ----------------------------------------------------------------------------

let number = 0; // of the page's open notes
let newest = 0; // the last note that is known here
const groups = new Map(); // by block; "" for the page as a whole, "gone" for blocks that are not there
const count = element("p", {}, [], { role: "status" });
const next = button(words.next, goToNext);
const head = element("section", { className: "viewer-notes-head", hidden: true }, [], { "aria-label": words.title });

/** An open note more, or one less. */
function changed(by) {
  number += by;
  count.textContent = counted(number);
  next.hidden = !number;
}

/** The notes of one place: some of them, the others behind a button. `titled` gives its title, for so many open notes. */
function group(titled, tag, open = true) {
  const still = new Set(); // the open ones
  const folded = [];
  const summary = element("summary");
  const more = button("", unfold);
  more.dataset.moreNotes = "";
  const whole = element("details", { className: "viewer-notes", open }, [summary, element("p", {}, [more])]);

  function draw() {
    summary.textContent = titled(still.size);
    more.textContent = filled(words.showMore, { number: folded.length });
    more.parentElement.hidden = !folded.length;
  }
  function settled(note) {
    const before = still.size;
    if (note.resolved) still.delete(note.id);
    else still.add(note.id);
    changed(still.size - before);
    draw();
  }
  function unfold() {
    const made = folded.splice(0).map((note) => noteElement(note, tag, settled));
    more.parentElement.before(...made);
    draw();
    goTo(made[0]);
  }
  return {
    whole,
    /** At its end, or at its beginning those that come `later`; what is too much is folded. */
    add(notes, later = false) {
      for (const note of notes) still.add(note.id);
      const made = notes.slice(0, SHOWN).map((note) => noteElement(note, tag, settled));
      if (later) summary.after(...made);
      else more.parentElement.before(...made);
      folded.unshift(...notes.slice(SHOWN));
      draw();
    },
  };
}

/** Beside its block: below the block's own head, so that a folded block shows them too. */
function placeFor(block) {
  const child = form.querySelector(`[data-streamfield-child][data-contentpath="${CSS.escape(block)}"]`);
  return child?.querySelector(":scope > section > .w-panel__header, :scope > section > :first-child") ?? null;
}

function groupFor(block) {
  if (groups.get(block)?.whole.isConnected) return groups.get(block);
  const named = (title) => (open) => filled(words.titled, { title, number: open });
  const titles = { "": named(words.onPage), gone: named(words.gone) };
  const isAbove = block in titles;
  const made = isAbove ? group(titles[block], "h2", !block) : group(counted, "h4");
  if (isAbove) head.lastChild[block ? "append" : "prepend"](made.whole);
  else placeFor(block).after(made.whole);
  groups.set(block, made);
  return made;
}

/** Notes, the newest first, to their places. */
function place(notes, later) {
  const beside = new Map();
  for (const note of notes) {
    const where = note.block && !placeFor(note.block) ? "gone" : note.block;
    beside.set(where, [...(beside.get(where) ?? []), note]);
  }
  for (const [block, those] of beside) groupFor(block).add(those, later);
  head.hidden = false;
}

let last = null;

function goTo(note) {
  last = note;
  note.closest("details").open = true;
  note.tabIndex = -1;
  note.scrollIntoView({ block: "center" });
  note.focus({ preventScroll: true });
}

function goToNext() {
  const found = [...document.querySelectorAll("[data-viewer-note], p:not([hidden]) > [data-more-notes]")];
  const at = found.indexOf(last) + 1;
  const to = [...found.slice(at), ...found.slice(0, at)].find((one) => !one.classList.contains("is-resolved"));
  if (to?.dataset.viewerNote) goTo(to);
  else to?.click();
}

// --- What comes meanwhile ----------------------------------------------------------------------

const news = element("p", {}, [], { role: "status" });
const showing = button("", showNew);
const notice = element("div", { className: "viewer-notes-new is-empty" }, [news, showing, button(words.later, hush)]);
let waiting = [];

/** Above nothing that is being written: it has the corner, and moves nothing. */
function announce() {
  const isOne = waiting.length === 1;
  news.textContent = isOne ? words.oneNew : filled(words.severalNew, { number: waiting.length });
  showing.textContent = isOne ? words.show : words.showAll;
  notice.classList.remove("is-empty");
}

function hush() {
  news.textContent = "";
  notice.classList.add("is-empty");
}

function showNew() {
  const ids = waiting.map((note) => `[data-viewer-note="${note.id}"]`);
  place(waiting, true);
  changed(waiting.length);
  waiting = [];
  hush();
  goTo(document.querySelector(ids.join()));
}

function isOver(answer) {
  return answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500); // signed out, not allowed, deleted
}

/** Ask each minute, and when the tab is looked at again, until the answer is no. */
function keepAsking(address) {
  let isAsking = false;
  const over = new AbortController();
  const timer = setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look, { signal: over.signal });

  async function look() {
    if (document.hidden || isAsking) return;
    isAsking = true;
    try {
      const answer = await fetch(`${address}?after=${newest}`, { headers: ASKING, redirect: "manual" });
      if (answer.ok) take((await answer.json()).notes);
      else if (isOver(answer)) {
        clearInterval(timer);
        over.abort();
      }
    } catch {
      // The site can't be reached: in a minute, perhaps.
    }
    isAsking = false;
  }
}

function take(notes) {
  if (!notes.length) return;
  newest = Math.max(newest, ...notes.map((note) => note.id));
  waiting.unshift(...notes);
  announce();
}

function begin(found, address) {
  const all = element("a", { href: found.list, textContent: words.all });
  const rest = found.number - found.notes.length;
  const some = rest > 0 ? element("span", { textContent: filled(words.newest, { number: found.notes.length }) }) : null;
  const bar = element("div", { className: "viewer-notes-bar" }, [count, next, all, some]);
  head.append(element("div", { className: "w-form-width" }, [bar]), element("div", { className: "w-form-width" }));
  form.before(head);
  form.after(notice);
  if (found.notes.length) {
    newest = Math.max(...found.notes.map((note) => note.id));
    place(found.notes);
    changed(found.number);
  }
  if (found.awaits) keepAsking(address);
}

if (page) {
  const where = address.replace("/0/", `/${page}/`);
  const answer = await fetch(where, { headers: ASKING }).catch(() => null);
  if (answer?.ok && !answer.redirected) begin(await answer.json(), where);
}
