// The files of a conversation as the server lists them, joined with what this page learned since.
import { ask } from "../base/rest.js";
import { read } from "../base/store.js";

const PAGE = 48;

const shelfOf = (message, file) => (message.kind === "voice" ? "voice" : ["image", "video"].includes(file.kind) ? "media" : "files");

/** The files of a message that stand on a shelf ("media", "files" or "voice"), as the server would list them. */
export const sharedIn = (message, shelf) =>
  (message.media ?? [])
    .map((media, position) => ({ media, position, message_id: message.id, seq: message.seq, sender: message.sender, caption: message.body ?? "", html: message.html ?? "", created_at: message.created_at }))
    .filter((one) => shelfOf(message, one.media) === shelf);

export const keyOf = (one) => `${one.message_id}:${one.media.id}`;

/** Newest first. */
const byPlace = (a, b) => b.seq - a.seq || b.position - a.position;

const held = (id) => Object.values(read("timeline")).filter((one) => one?.conversation_id === id && one.seq && one.sender);

/** What was listed, without what was deleted since, and with what came, down to where the list reaches. */
export function joined(id, shelf, listed, next) {
  const messages = held(id);
  const gone = new Set(messages.filter((one) => one.deleted_at).map((one) => one.id));
  const known = new Set(listed.map(keyOf));
  const lowest = next ? (listed.at(-1)?.seq ?? 0) : 0;
  const fresh = messages.filter((one) => !one.deleted_at && one.seq >= lowest).flatMap((one) => sharedIn(one, shelf)).filter((one) => !known.has(keyOf(one)));
  return [...listed.filter((one) => !gone.has(one.message_id)), ...fresh].sort(byPlace);
}

/** A page of a shelf; `more`: cursor, from_seq, newer. */
export function loadShelf(id, shelf, more = {}) {
  const given = Object.entries({ kind: shelf, limit: PAGE, ...more }).filter(([, value]) => value != null);
  return ask("GET", `conversations/${id}/media?${new URLSearchParams(given)}`);
}

/** How many files of each kind there are. */
export const countShelves = (id) => ask("GET", `conversations/${id}/media/counts`);
