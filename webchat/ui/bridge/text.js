// Small helpers for text that becomes markup.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML that shows exactly this text. */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (char) => ESCAPES[char]);

/** How many characters people see: emoji and others beyond the basic plane count once. */
export const lengthOf = (text) => [...text].length;
