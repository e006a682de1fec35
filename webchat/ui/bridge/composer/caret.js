// Writing into the composer where its caret stands.
const field = () => document.querySelector(".composer-text");

/** The field of the composer, or null. */
export const composerField = field;

/** Replace what stands from `start` to `end` (the selection where they are left out), as if it had been typed. */
export function insert(text, start = field().selectionStart, end = field().selectionEnd) {
  const box = field();
  if (!box) return;
  box.setRangeText(text, start, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
