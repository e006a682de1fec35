// What a file is and whether it may be sent, as far as the browser can tell before it goes.
import { number, t, tenths } from "$/public/i18n.js";
import { read } from "../base/store.js";

const SHOWN = /^image\/(jpeg|png|gif|webp|avif)$/;

const UNITS = [(size) => t("{size} B", { size }), (size) => t("{size} KB", { size }), (size) => t("{size} MB", { size }), (size) => t("{size} GB", { size })];

/** Bytes as people read them. */
export function sizeLabel(bytes) {
  let unit = 0;
  while (bytes >= 1000 && unit < UNITS.length - 1) (bytes /= 1000), (unit += 1);
  return UNITS[unit](bytes >= 10 || !unit ? number(Math.round(bytes)) : tenths(bytes));
}

function closely(bytes, round) {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return UNITS[unit](tenths(round(bytes / 1000 ** unit * 10) / 10));
}

/** "image", "video", "audio" or "file", as far as the browser can tell. */
export const kindOf = (type) => (SHOWN.test(type) ? "image" : (/^(video|audio)\//.exec(type)?.[1] ?? "file"));

const TOO_LARGE = {
  image: (of) => t("{name} has {size}. A picture has at most {limit} here.", of),
  video: (of) => t("{name} has {size}. A video has at most {limit} here.", of),
  audio: (of) => t("{name} has {size}. A sound has at most {limit} here.", of),
  file: (of) => t("{name} has {size}. A file has at most {limit} here.", of),
};

/** How many bytes a file of this kind may have; Infinity while the server has not said. */
export const limitOf = (kind) => read("session").file_limits_rx_state_?.[kind] ?? Infinity;

// As the server sorts them: a drawing of text is a file.
const classOf = (type) => (type === "image/svg+xml" ? "file" : (/^(image|video|audio)(?=\/)/.exec(type)?.[0] ?? "file"));

// The server looks into the file; here only what no content could make right is refused, and nothing before it has said what it takes.
function mayBeTaken(type) {
  const allowed = read("session").file_types_rx_state_ ?? [];
  return !type || !allowed.length || allowed.some((one) => one.startsWith("*") || classOf(one) === classOf(type));
}

/** Why this file cannot be sent, or "". */
export function refusal({ name, size, type }) {
  const kind = classOf(type);
  if (!size) return t("{name} is empty.", { name });
  if (!mayBeTaken(type)) return t("{name} is not of a type that is taken here.", { name });
  const limit = limitOf(kind);
  if (size <= limit) return "";
  // Who reads "10 MB, at most 10 MB" learns nothing: a little too large is said to the tenth.
  const [above, below] = sizeLabel(size) === sizeLabel(limit) ? [closely(size, Math.ceil), closely(limit, Math.floor)] : [sizeLabel(size), sizeLabel(limit)];
  return TOO_LARGE[kind]({ name, size: above, limit: below });
}
