// Small helpers for text that becomes markup.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML that shows exactly this text. */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (char) => ESCAPES[char]);

let emojiAlone = null;
try {
  emojiAlone = new RegExp("^(?:\\p{RGI_Emoji}\\s*){1,3}$", "v");
} catch {
  // An older browser draws them large when the server has answered.
}

/** What was typed, as it stands in the bubble until the server's own HTML comes. */
export function typedHtml(text) {
  const large = emojiAlone?.test(text) ? ' class="jumbo"' : "";
  return `<p${large}>${escapeHtml(text).replaceAll("\n", "<br>")}</p>`;
}

/** How many characters people see: emoji and others beyond the basic plane count once. */
export const lengthOf = (text) => [...text].length;
