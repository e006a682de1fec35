// What may be completed at the caret: `:na` emoji, `@na` members; and what fits.
import { t } from "$/public/i18n.js";
import { plain } from "../base/plain.js";
import { isLive, server } from "../base/server.js";
import { read } from "../base/store.js";
import { presentOf } from "../parts/names.js";
import { ownNames, recent, shortcodes } from "./emoji.js";

const MOST = 8;
const WORD = /(^|[\s(])([:@])([\p{L}\p{N}_+.\-]{0,32})$/u;
const NAME = /(^|[\s(])(@)([\p{L}\p{N}_.\-]+(?: [\p{L}\p{N}_.\-]*){1,3})$/u; // of several words
const LEAST = { ":": 2, "@": 0 };

/** The sign and the beginning of a word before the caret: {sign, text, start, end}; null where there is none. */
export function wordAt(value, caret) {
  const before = value.slice(Math.max(0, caret - 40), caret);
  const found = WORD.exec(before) ?? NAME.exec(before);
  if (!found || found[3].length < LEAST[found[2]]) return null;
  // Inside of a code fence or span nothing is a name.
  if ((value.slice(0, caret).match(/`/g)?.length ?? 0) % 2) return null;
  return { sign: found[2], text: found[3], start: caret - found[3].length - 1, end: caret };
}

const places = (name, wanted) => name.indexOf(wanted);
const rankOf = (name, at) => (at ? (/[\s_]/.test(name[at - 1]) ? 1000 : 2000) : 0) + name.length;

// The best of several names of each emoji.
function* named(wanted, short, own) {
  for (const [emoji, [name, words]] of Object.entries(own)) {
    for (const [word, less] of [[plain(name), 0], ...words.split(", ").map((one) => [plain(one), 300])]) {
      const at = places(word, plain(wanted));
      if (at >= 0) yield [emoji, name, rankOf(word, at) + less];
    }
  }
  for (const [name, emoji] of Object.entries(short)) {
    const at = places(name, wanted);
    if (at >= 0) yield [emoji, own[emoji]?.[0] ?? `:${name}:`, rankOf(name, at) + 100];
  }
}

/** Emoji whose name, in the reader's language or in English, begins with or holds the text; the ones used last first. */
export async function emojiFor(text) {
  const used = new Set(recent());
  const best = new Map();
  const [short, own] = await Promise.all([shortcodes(), ownNames()]);
  for (const [emoji, label, place] of named(text.toLowerCase(), short, own)) {
    const rank = place - (used.has(emoji) ? 500 : 0);
    if (!(best.get(emoji)?.rank <= rank)) best.set(emoji, { label, rank });
  }
  const sorted = [...best].sort(([, a], [, b]) => a.rank - b.rank).slice(0, MOST);
  return sorted.map(([emoji, { label }]) => ({ key: emoji, sign: emoji, label, insert: emoji, emoji }));
}

// Nobody's name began like this: what is written behind it is no name.
function isVain(conversationId, text) {
  const { completion } = read("people");
  return completion?.conversation_id === conversationId && !completion.people.length && text.startsWith(completion.query);
}

/** Ask for the members that fit; the answer comes into the store as "completion". */
export function askMembers(conversationId, text) {
  if (isLive() && !isVain(conversationId, text)) server.completeMembers({ conversation_id: conversationId, query: text });
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
    .filter((one) => one.id !== me && (!text.endsWith(" ") || goesOn(one, text)))
    .map((one) => presentOf(known, one))
    .map((one) => ({ key: String(one.id), person: one, label: one.display_name, note: `@${one.username}`, insert: `@${one.username} ` }))
    .concat(all);
}

// Behind a space only what has a next word is meant; a whole name stands there as it is.
const goesOn = (one, text) => plain(`${one.username} `) !== plain(text) && fits(one, text);

// While the answer is on its way, what is held is narrowed.
const fits = (one, text) => [one.display_name, one.username].some((name) => plain(name).includes(plain(text)));
