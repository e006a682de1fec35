// Messages that this browser holds, looked up by their ids.
import { t } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { timeLabel } from "../media/media.js";
import { filesOf, labelOf } from "../parts/kinds.js";
import { beginningOf } from "../parts/shape.js";

const SNIPPET = 140; // characters
const BROKEN = /\s+\S{0,24}$/u; // a word that is cut in two

/** [key, message] of a message that is held, or undefined. */
export const entryOf = (id, timeline = read("timeline")) => Object.entries(timeline).find(([key, one]) => key.startsWith("m:") && one?.id === id);

/** A message that is held, or undefined. */
export const messageOf = (id) => entryOf(id)?.[1];

/** Change fields of a held message at once; the server's next version replaces it. */
export function change(id, fields) {
  const [key, message] = entryOf(id) ?? [];
  if (key) put("timeline", { [key]: { ...message, ...fields } });
}

// What rendered text says, without its marks, with `gap` between its lines; a template runs and loads nothing.
function plain(html, gap = " ") {
  const template = document.createElement("template");
  template.innerHTML = html.replace(/(<(?:br|\/p|\/li|\/pre|\/blockquote)[^>]*>)\n?/g, `$1${gap}`);
  return template.content.textContent;
}

/** Rendered text as plain lines. */
export const linesOf = (html) => plain(html, "\n").replace(/\n(?:[ \t]*\n)+/g, "\n").trim();

/** The words that stand for a message, on one line, without the name of its kind; like `snippet_of` in domain/text.py. */
export function snippetOf({ kind = "text", body = "", html = "", payload = {}, media = [] }) {
  if (kind === "voice" && !body) return timeLabel(media[0]?.duration);
  const words = { poll: payload.question, sticker: payload.emoji, location: payload.label, contact: payload.name }[kind];
  const line = (words || (html ? plain(html) : body)).replace(/\s+/g, " ").trim();
  const characters = [...line.slice(0, SNIPPET * 2 + 2)];
  return characters.length > SNIPPET ? `${beginningOf(characters, SNIPPET - 1).replace(BROKEN, "")}…` : line;
}

/** A message in one line, as bars and lists show it. */
export const lineOf = (message) => labelOf(message.kind ?? "text", message.snippet ?? snippetOf(message), message.files ?? filesOf(message));

/** Whether something can be asked of the server now; says so where not. */
export function canAsk() {
  if (!isLive()) toasts.show({ text: t("There is no connection just now. Try again in a moment.") });
  return isLive();
}

const untold = new Map(); // ref -> {event, fields, answered} of a wish that the server has not answered
let refs = 0;

/** Ask for a change that is shown already: a line that breaks must not leave it here alone. `answered(refused)` hears what came of it. */
export function askFor(event, fields, answered = () => {}) {
  const ref = (refs += 1);
  untold.set(ref, { event, fields, answered });
  if (isLive()) server[event]({ ...fields, ref });
}

/** It was carried out, or refused: for a reason of this code. */
export function settled(ref, refused) {
  const wish = untold.get(ref);
  untold.delete(ref);
  wish?.answered(refused);
}

/** Back on line: ask again for what was not answered; twice is once. */
export const askAgain = () => untold.forEach(({ event, fields }, ref) => server[event]({ ...fields, ref }));
