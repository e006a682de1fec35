// Small helpers for text that becomes markup.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML that shows exactly this text. */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (char) => ESCAPES[char]);

// Made when it is needed: it knows every emoji, which takes longer than most of what the page does when it begins.
let emojiAlone;
function isEmojiAlone(text) {
  if (/[a-z]/i.test(text)) return false; // as nearly all texts can be told apart
  try {
    emojiAlone ??= new RegExp("^(?:\\p{RGI_Emoji}\\s*){1,3}$", "v");
  } catch {
    return false; // an older browser draws them large when the server has answered
  }
  return emojiAlone.test(text);
}

/** What was typed, as it stands in the bubble until the server's own HTML comes. */
export function typedHtml(text) {
  const large = isEmojiAlone(text) ? ' class="jumbo"' : "";
  return `<p${large}>${escapeHtml(text).replaceAll("\n", "<br>")}</p>`;
}

/** How many characters people see: emoji and others beyond the basic plane count once. */
export const lengthOf = (text) => [...text].length;
