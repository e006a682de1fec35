// What may be completed at the caret: `:na` emoji, `@na` members; and what fits.
import { t } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { read } from "../base/store.js";
import { presentOf } from "../parts/names.js";
import { recent, shortcodes } from "./emoji.js";

const MOST = 8;
const WORD = /(^|[\s(])([:@])([\p{L}\p{N}_+.\-]{0,32})$/u;
const LEAST = { ":": 2, "@": 0 };

/** The sign and the beginning of a word before the caret: {sign, text, start, end}; null where there is none. */
export function wordAt(value, caret) {
  const found = WORD.exec(value.slice(Math.max(0, caret - 40), caret));
  if (!found || found[3].length < LEAST[found[2]]) return null;
  // Inside of a code fence or span nothing is a name.
  if ((value.slice(0, caret).match(/`/g)?.length ?? 0) % 2) return null;
  return { sign: found[2], text: found[3], start: caret - found[3].length - 1, end: caret };
}

/** Emoji whose short name begins with, or holds, the text; the ones used last first. */
export async function emojiFor(text) {
  const wanted = text.toLowerCase();
  const used = recent();
  const best = new Map();
  for (const [name, emoji] of Object.entries(await shortcodes())) {
    const at = name.indexOf(wanted);
    if (at < 0) continue;
    const rank = (at ? (name[at - 1] === "_" ? 1000 : 2000) : 0) + name.length - (used.includes(emoji) ? 500 : 0);
    if (!(best.get(emoji)?.rank <= rank)) best.set(emoji, { name, rank });
  }
  const sorted = [...best].sort(([, a], [, b]) => a.rank - b.rank).slice(0, MOST);
  return sorted.map(([emoji, { name }]) => ({ key: emoji, sign: emoji, label: `:${name}:`, insert: emoji, emoji }));
}

/** Ask for the members that fit; the answer comes into the store as "completion". */
export function askMembers(conversationId, text) {
  if (isLive()) server.completeMembers({ conversation_id: conversationId, query: text });
}

/** Members as they were answered for this conversation, and everyone in a group. */
export function membersFor(conversationId, text) {
  const { completion } = read("people");
  const group = read("sidebar")[`c:${conversationId}`]?.kind === "group";
  const all = group && "all".startsWith(text.toLowerCase()) ? [{ key: "all", person: null, label: t("Everyone"), note: "@all", insert: "@all " }] : [];
  if (completion?.conversation_id !== conversationId) return all;
  const me = read("session").me_id_rx_state_;
  const known = read("people");
  const people = completion.query === text ? completion.people : completion.people.filter((one) => fits(one, text));
  return people
    .filter((one) => one.id !== me)
    .map((one) => presentOf(known, one))
    .map((one) => ({ key: String(one.id), person: one, label: one.display_name, note: `@${one.username}`, insert: `@${one.username} ` }))
    .concat(all);
}

// While the answer is on its way, what is held is narrowed.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const fits = (one, text) => [one.display_name, one.username].some((name) => plain(name).includes(plain(text)));
