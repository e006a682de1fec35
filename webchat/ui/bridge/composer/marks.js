// Keys that put the marks of bold, italic, crossed out and code around what is selected in the composer, or take them away.
import { isMac } from "../base/platform.js";
import { typeInto } from "./caret.js";

const MARKS = { b: "**", i: "*", e: "`", X: "~~" };

/** Marks stand right beside their words, and in one line with them. */
export const marked = (mark, words) => words.replace(/^(\s*)(.*?)(\s*)$/gm, (all, before, core, after) => (core ? before + mark + core + mark + after : all));

function markOf({ key, shiftKey, altKey, ctrlKey, metaKey }) {
  const [control, other] = isMac() ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  return control && !other && !altKey ? MARKS[shiftKey ? key.toUpperCase() : key.toLowerCase()] : undefined;
}

// Whether this mark stands on both sides: of stars two are bold, and one or three italic.
function stands(mark, before, after) {
  if (mark !== "*") return before.endsWith(mark) && after.startsWith(mark);
  return [/\**$/.exec(before), /^\**/.exec(after)].every(([stars]) => stars.length % 2);
}

/** Answers whether the key was one of these. */
export function pressed(event) {
  const mark = markOf(event);
  if (!mark) return false;
  const box = event.target;
  const picked = box.value.slice(box.selectionStart, box.selectionEnd);
  const words = picked.trim();
  const start = box.selectionStart + (words ? picked.indexOf(words) : 0);
  const end = words ? start + words.length : box.selectionEnd;
  if (stands(mark, box.value.slice(0, start), box.value.slice(end))) {
    typeInto(box, words, start - mark.length, end + mark.length);
    box.setSelectionRange(start - mark.length, start - mark.length + words.length);
  } else if (words.includes("\n")) {
    typeInto(box, mark === "`" ? `\`\`\`\n${words}\n\`\`\`` : marked(mark, words), start, end);
  } else {
    typeInto(box, mark + words + mark, start, end);
    box.setSelectionRange(start + mark.length, start + mark.length + words.length);
  }
  return true;
}
