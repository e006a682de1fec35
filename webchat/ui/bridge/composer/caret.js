// Writing into the composer where its caret stands.
import { escapeHtml } from "./text.js";

const field = () => document.querySelector(".composer-text");

/** The field of the composer, or null. */
export const composerField = field;

/**
 * Write into the field that has the focus as if it was typed: it can be undone. Where "insertHTML" writes into a field, it
 * does so in one step; "insertText" takes a step for each line there, which is seconds for some thousands of them.
 */
export function typeInto(box, text, start = box.selectionStart, end = box.selectionEnd) {
  box.setSelectionRange(start, end);
  if (!document.execCommand("insertHTML", false, escapeHtml(text))) document.execCommand("insertText", false, text);
}

/** Replace what stands from `start` to `end` (the selection where they are left out), as if it had been typed. */
export function insert(text, start = field().selectionStart, end = field().selectionEnd) {
  const box = field();
  if (!box) return;
  if (document.activeElement === box) return typeInto(box, text, start, end);
  box.setRangeText(text, start, end, "end"); // a picker keeps the focus
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
