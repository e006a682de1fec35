// From the keyed entries of the store to the conversation list, the head and the people found.
import { listed, t, tn } from "$/public/i18n.js";
import { foldedText, isBlocked } from "../account/blocks.js";
import { pathTo } from "../base/embedded.js";
import { callText } from "../calls/call_words.js";
import { filesOf, labelOf } from "../parts/kinds.js";
import { isDirect, isPeerGone, nameOf, presentOf } from "../parts/names.js";
import { badgeOf, dayLabel, hourOf, hueOf, initialsOf, listTime, settle, startOfDay, statusOf } from "../parts/shape.js";
import { snippetOf } from "../timeline/held.js";
import { hintOf } from "../timeline/spans.js";
import { systemText } from "../timeline/system.js";
import { drawnPlaces, listedIds } from "./drawn.js";
import { countedUnread, indexOf, isArchived, isMuted } from "./folders.js";
import { unreadOf } from "./unread.js";

/** What the conversation is called here: a direct one is called after the other person. */
export const titleOf = (conversation) => (conversation.is_notes && t("Notes to self")) || nameOf({ display_name: conversation.title || conversation.peer?.display_name }) || t("Conversation");

/** Its picture: a direct one shows the other person. */
export const pictureOf = (conversation) => conversation.avatar_url ?? conversation.peer?.avatar_url ?? "";

/** All unread messages of this person that count, as badges show them. */
export function totalUnread(sidebar, session) {
  const me = session.me_id_rx_state_;
  return indexOf(sidebar).ids.reduce((sum, id) => sum + countedUnread(sidebar, id, me), 0);
}

const typists = new WeakMap();

// Made once for each state of the people, however many conversations ask.
function typistsIn(people, conversationId) {
  let index = typists.get(people);
  if (!index) {
    index = new Map();
    for (const key in people) {
      if (!key.startsWith("t:") || !people[key]?.active) continue;
      const id = Number(key.split(":")[1]);
      index.set(id, [...(index.get(id) ?? []), people[key].display_name]);
    }
    typists.set(people, index);
  }
  return index.get(conversationId) ?? [];
}

const HOLE = "\u0000"; // where the names stand, in whichever language
const typingWords = (typing_before = "", typing_names = "", typing_after = "") => ({ typing: typing_before + typing_names + typing_after, typing_before, typing_names, typing_after });
const NOBODY = typingWords();

// Who types there, as a line and in its parts: where room is short the names are cut, and never what they do.
function typingIn(people, conversationId, direct) {
  const names = typistsIn(people, conversationId);
  if (!names.length) return NOBODY;
  if (direct) return typingWords(t("typing…"));
  if (names.length > 3) return typingWords(t("Several people are typing…"));
  const [before, after] = (names.length === 1 ? t("{name} is typing…", { name: HOLE }) : t("{names} are typing…", { names: HOLE })).split(HOLE);
  return typingWords(before, names.length === 1 ? names[0] : listed(names), after);
}

function previewOf(last, me, folded) {
  if (!last?.seq) return t("No messages yet");
  if (last.vanished) return t("The last message disappeared");
  if (last.deleted) return t("Message deleted");
  if (last.kind === "system") return systemText(last.payload, last.sender_name, last.sender_id === me, me);
  if (last.kind === "call") return callText(last.payload, last.sender_id === me);
  return folded ? foldedText() : labelOf(last.kind, last.snippet, last.files);
}

const SHORT = 10;

// A long name by its first word: there is room for little, and what was said matters more. "Dr. Maria Sommer" is "Dr. Maria".
const shortName = (name = "") => ([...name].length > SHORT ? /^(\S+\.\s+)*\S+/u.exec(name)[0] : name);

// Whose words they are, where that is not the title.
function authorOf(last, me, { folded, conversation }) {
  if (!last?.seq || last.vanished || last.deleted || folded || ["system", "call"].includes(last.kind)) return "";
  if (last.sender_id === me) return t("You");
  return isDirect(conversation) ? "" : nameOf({ display_name: shortName(last.sender_name) });
}

const draftLine = (draft) => (draft ? snippetOf({ body: draft.body }) || t("Answer") : "");

// One's own message that the server's list does not know yet, as its last line.
function lineOfWaiting(item, me) {
  const status = item.error ? "failed" : item.seq ? "sent" : "pending";
  const kind = item.kind && item.kind !== "text" ? item.kind : (item.media?.[0]?.kind ?? "text");
  return { seq: Infinity, kind, snippet: snippetOf(item), files: filesOf(item), sender_id: me, created_at: item.at, status };
}

// What was said last; of the words of a long one, those that were looked for.
function lastOf({ last, words, waiting, me }) {
  if (waiting && !(waiting.seq <= (last?.seq ?? 0))) return lineOfWaiting(waiting, me);
  return words && words.seq === last?.seq && words.snippet ? { ...last, snippet: words.snippet } : last;
}

// Everything that a row is made of: while all of it is the same, so is the row.
function partsOf(id, { sidebar, people, view, blocks, me, today }) {
  const conversation = sidebar[`c:${id}`];
  const mine = sidebar[`q:${id}`];
  const open = view.open === id;
  return {
    conversation,
    mine,
    open,
    today,
    me,
    last: sidebar[`l:${id}`],
    words: sidebar[`w:${id}`],
    waiting: view.waiting?.[id],
    receipt: sidebar[`r:${id}`],
    unread: open && view.at_end && view.visible && !mine?.unread_mark ? 0 : unreadOf(sidebar, id, me),
    muted: isMuted(mine),
    naming: indexOf(sidebar).naming.get(id) ?? 0,
    folded: !conversation.peer && isBlocked(blocks, sidebar[`l:${id}`]?.sender_id),
    draft: open ? null : sidebar[`d:${id}`],
    online: presenceIn(conversation, people),
    ...typingIn(people, id, Boolean(conversation.peer)),
  };
}

function rowOf(id, parts) {
  const { conversation, mine, me, unread, open, muted, online, typing, draft } = parts;
  const last = lastOf(parts);
  const title = titleOf(conversation);
  const time = new Date(last?.created_at ?? conversation.created_at);
  const row = {
    id,
    href: pathTo(id),
    title,
    initials: initialsOf(title),
    hue: hueOf(conversation.peer?.id ?? id),
    avatar_url: pictureOf(conversation),
    online,
    open,
    author: authorOf(last, me, parts),
    preview: previewOf(last, me, parts.folded),
    own_status: last?.sender_id === me && last.seq && !last.deleted && last.kind !== "system" ? statusOf(last, parts.receipt) : "",
    typing,
    typing_before: parts.typing_before,
    typing_names: parts.typing_names,
    typing_after: parts.typing_after,
    draft: draftLine(draft),
    time: listTime(time, Date.now()),
    iso: time.toISOString(),
    unread,
    mentions: unread ? parts.naming : 0,
    unread_label: badgeOf(unread),
    pinned: Boolean(mine?.pinned),
    muted,
    archived: isArchived(mine, parts.last),
    peer_id: conversation.peer?.id ?? 0,
    blocked: Boolean(mine?.blocked),
  };
  const badge = unread ? tn("{count} unread", "{count} unread", unread) : "";
  const said = row.author ? t("{name}: {text}", { name: row.author, text: row.preview }) : row.preview;
  const line = typing || (row.draft && t("Draft: {text}", { text: row.draft })) || (row.own_status === "failed" ? t("Not sent: {problem}", { problem: said }) : said);
  row.name = [title, badge, row.mentions && t("names you"), row.pinned && t("pinned"), muted && t("muted"), line, row.time].filter(Boolean).reduce((before, next) => t("{before}, {next}", { before, next }));
  return row;
}

const made = new Map();
const same = (a, b) => Object.keys(b).every((part) => a[part] === b[part]);

function sidebarRow(id, context) {
  const parts = partsOf(id, context);
  const held = made.get(id);
  if (held && same(held.parts, parts)) return held.row;
  const row = rowOf(id, parts);
  made.set(id, { parts, row });
  return row;
}

/** What is drawn of the chosen folder: rows, each with its place among how many (-1: not known yet) and the room before it. */
export function sidebarRows(sidebar, people, view, session, blocks) {
  const context = { sidebar, people, view, blocks, me: session.me_id_rx_state_, today: startOfDay(Date.now()) };
  const ids = listedIds(sidebar, view, session);
  const { places, height } = drawnPlaces(ids, view);
  const of = sidebar[`f:${view.folder ?? "all"}`]?.more ? -1 : ids.length;
  const entries = places.map((place, i) => {
    const skipped = place - (places[i - 1] ?? -1) - 1;
    return { id: ids[place], row: sidebarRow(ids[place], context), place: place + 1, of, space: skipped * height };
  });
  return settle("sidebar", entries, (entry) => entry.id);
}

// Whoever has ended their account is not here, also while the server still waits for their line.
const presenceIn = (conversation, people) => (conversation.peer && !isPeerGone(conversation) ? (people[`p:${conversation.peer.id}`]?.presence ?? "offline") : "");

function lastSeen(entry) {
  if (!entry?.last_seen_at) return t("offline");
  const minutes = Math.floor((Date.now() - new Date(entry.last_seen_at)) / 60_000);
  if (minutes < 1) return t("last seen just now");
  if (minutes < 60) return tn("last seen {count} min ago", "last seen {count} min ago", minutes);
  return t("last seen {time}", { time: `${dayLabel(new Date(entry.last_seen_at), Date.now())} ${hourOf(new Date(entry.last_seen_at))}` });
}

const membersLine = (count) => tn("{count} member", "{count} members", count);

function subtitleOf(conversation, { sidebar, people, id }) {
  if (conversation.is_notes) return t("Only you see what you write here");
  if (isPeerGone(conversation)) return t("deleted account");
  if (!conversation.peer) return membersLine(sidebar[`k:${id}`] ?? 0);
  if (sidebar[`q:${id}`]?.blocked) return t("blocked");
  if (conversation.peer.is_bot) return t("bot");
  const entry = people[`p:${conversation.peer.id}`];
  if (entry?.presence === "online") return t("online");
  return entry?.presence === "away" ? t("away") : lastSeen(entry);
}

/** The head of the open conversation. */
export function headerOf(sidebar, people, view) {
  const conversation = sidebar[`c:${view.open}`];
  if (!conversation) return { title: "", initials: "", hue: 0, avatar_url: "", online: "", subtitle: "", fading: "", ...NOBODY };
  const title = titleOf(conversation);
  return {
    title,
    initials: initialsOf(title),
    hue: hueOf(conversation.peer?.id ?? view.open),
    avatar_url: pictureOf(conversation),
    online: presenceIn(conversation, people),
    subtitle: subtitleOf(conversation, { sidebar, people, id: view.open }),
    fading: hintOf(conversation),
    ...typingIn(people, view.open, Boolean(conversation.peer)),
  };
}

/** Who types in the open conversation, for the line above the composer. */
export const openTyping = (people, view) => (view.open ? typingIn(people, view.open) : NOBODY);

/** Whether the people search has been answered. */
export const peopleSearched = (people) => Boolean(people.found);

/** The people found for the dialog, ready to be drawn. */
export const foundPeople = (people) =>
  (people.found ?? []).map((one) => presentOf(people, one)).map((person) => ({ ...person, avatar_url: person.avatar_url ?? "", initials: initialsOf(person.display_name), hue: hueOf(person.id) }));
