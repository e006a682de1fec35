// Keys that count anywhere on the page: the list of shortcuts, from one conversation to the next, one step back.
import { isComposing } from "../base/composing.js";
import { openGroupDialog } from "../base/dialogs.js";
import { conversationAhead, openConversation } from "../base/navigation.js";
import { read } from "../base/store.js";
import { closePanel } from "../composer/panel.js";
import { closeDetails } from "../groups/opening.js";
import { listedIds, showEntry } from "../sidebar/drawn.js";
import { backToResults } from "../sidebar/search.js";
import * as selection from "../timeline/selection.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const TYPES = 'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable="true"]';
// These have the keys for themselves.
const COVERS = 'dialog[open], .menu, .pswp, .popover, [role="alertdialog"]';

const isTyped = ({ target }) => Boolean(target.closest?.(TYPES));

// What Escape leaves, the uppermost first; each says whether there was something.
const LAYERS = [
  () => Boolean(read("view").panel) && (closePanel(), true),
  () => selection.isSelecting() && (selection.leave(), true),
  () => Boolean(read("view").details) && (closeDetails(), true),
  backToResults,
];

/** Go to the conversation below (1) or above (-1) in the list; from none to the first or the last one. */
function walk(step) {
  const ids = listedIds(read("sidebar"), read("view"), read("session"));
  const at = ids.indexOf(conversationAhead());
  const next = at < 0 ? ids.at(step > 0 ? 0 : -1) : ids[at + step];
  if (!next) return;
  openConversation(next);
  showEntry(next);
}

function press(event) {
  // React listens at the document, too: what one of its handlers stopped comes here all the same.
  if (event.defaultPrevented || event.cancelBubble || isComposing(event) || document.querySelector(COVERS)) return;
  const plain = !event.ctrlKey && !event.metaKey;
  if (event.key === "Escape" && LAYERS.some((leave) => leave(event))) event.preventDefault();
  else if (event.key in STEPS && event.altKey && plain && !event.shiftKey) event.preventDefault(), walk(STEPS[event.key]);
  else if (event.key === "?" && plain && !event.altKey && !isTyped(event)) event.preventDefault(), openGroupDialog("shortcuts");
}

/** Listen; answers how to stop. */
export function watch() {
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

const FIRST = { messages: '[role="log"]', composer: ".composer-text", list: ".list .row, .list .button" };

/** The first links of the page: past what stands before the messages, the composer or the list. */
export const skipTo = (place) => document.querySelector(FIRST[place])?.focus();
