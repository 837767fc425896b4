// In a preview that takes notes: whoever selects words gets a button that leads to the form, with the words filled in.
// The form works without this, at the link “Leave a note” of the banner.

const LONGEST = 500; // characters of a quote
const { noteOnThis: label, form } = document.querySelector("script[data-note-on-this]").dataset;
const LINGERS = 400; // milliseconds that the button outlives a selection
const ANCHORED = "[id^='b-']"; // blocks that have an address

/** What is selected on the page, outside of the banner and of fields: { range, words }, or null. */
function selected() {
  const selection = document.getSelection();
  const words = selection.toString().replace(/\s+/g, " ").trim();
  if (!words || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const element = around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement;
  return element.closest(".preview-banner, .note-on-this, input, textarea") ? null : { range, words };
}

/** The address of the form, with the words and where they stand: the block itself, or the last one before with an address. */
function addressFor({ range, words }) {
  const start = range.startContainer.nodeType === Node.ELEMENT_NODE ? range.startContainer : range.startContainer.parentElement;
  const block = start.closest(ANCHORED);
  const before = [...document.querySelectorAll(ANCHORED)].filter((one) => {
    const position = one.compareDocumentPosition(start);
    return position & Node.DOCUMENT_POSITION_FOLLOWING;
  }).at(-1);
  const query = new URLSearchParams({ quote: words.slice(0, LONGEST) });
  if (block) query.set("block", block.id);
  else if (before) query.set("after", before.id);
  return `${form}?${query}#leave`;
}

// Out of a frame of the preview: the form has its own page.
const button = Object.assign(document.createElement("a"), {
  className: "button note-on-this", textContent: label, target: "_top", hidden: true,
});

let going = 0;

// In the order of the page it stands right behind the banner, which a frame has around it. A finger that taps it takes the selection away first: it lingers.
function follow() {
  const found = selected();
  if (!found) {
    going ||= setTimeout(() => { button.hidden = true; }, LINGERS);
    return;
  }
  clearTimeout(going);
  going = 0;
  button.hidden = false;
  button.href = addressFor(found);
  const boxes = found.range.getClientRects();
  const box = boxes[boxes.length - 1] ?? found.range.getBoundingClientRect();
  const room = document.documentElement.clientWidth - button.offsetWidth - 8;
  button.style.setProperty("top", `${window.scrollY + box.bottom + 8}px`);
  button.style.setProperty("left", `${Math.max(8, Math.min(box.right - button.offsetWidth, room))}px`);
}

const banner = document.querySelector(".preview-banner");
if (banner) banner.after(button);
else document.body.append(button);
let waiting = 0;
document.addEventListener("selectionchange", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(follow);
});
window.addEventListener("resize", follow);
