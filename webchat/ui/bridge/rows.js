// From the keyed entries of the store to the rows that are drawn.
//
// Pure functions of the substates; a row that did not change keeps its identity,
// so that its memoised component is not drawn again.
import { t } from "$/public/i18n.js";

const HOURS = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const RUN_MS = 5 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

const caches = { timeline: new Map(), sidebar: new Map() };
const lists = {};

const sameFields = (a, b) => {
  for (const key in b) if (a[key] !== b[key]) return false;
  return true;
};

// The rows of a list with unchanged ones (and an unchanged list) kept as they were.
function settle(name, rows, keyOf) {
  const before = caches[name];
  const after = new Map();
  const settled = rows.map((row) => {
    const held = before.get(keyOf(row));
    const kept = held && sameFields(held, row) ? held : row;
    after.set(keyOf(row), kept);
    return kept;
  });
  caches[name] = after;
  const last = lists[name];
  if (last?.length === settled.length && last.every((row, i) => row === settled[i])) return last;
  return (lists[name] = settled);
}

/** Two letters that stand for a name. */
export function initialsOf(name) {
  const all = (name ?? "").split(/[\s._-]+/u).filter(Boolean);
  const lettered = all.filter((word) => !/^\p{Nd}+$/u.test(word));
  const words = lettered.length ? lettered : all;
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}

/** A colour of one's own from an id: the golden angle keeps neighbours apart. */
export const hueOf = (id) => Math.round((id * 137.508) % 360);

const startOfDay = (time) => new Date(time).setHours(0, 0, 0, 0);

function dayLabel(time, now) {
  const days = Math.round((startOfDay(now) - startOfDay(time)) / DAY_MS);
  if (days <= 0) return t("Today");
  if (days === 1) return t("Yesterday");
  return (days < 300 ? DAY : DATE).format(time);
}

function listTime(time, now) {
  const days = Math.round((startOfDay(now) - startOfDay(time)) / DAY_MS);
  if (days <= 0) return HOURS.format(time);
  return (days < 7 ? WEEKDAY : DATE).format(time);
}

/** The messages of a conversation that are drawn, oldest first, then those on their way. */
export function drawnMessages(timeline, conversationId) {
  const frame = timeline[`w:${conversationId}`];
  if (!frame?.loaded) return [];
  const { draw_from: from = 0, draw_to: to = null } = frame;
  const until = frame.has_newer ? frame.to_seq : Infinity;
  const sent = [];
  const waiting = [];
  for (const [key, message] of Object.entries(timeline)) {
    if (!key.startsWith("m:") || message?.conversation_id !== conversationId) continue;
    if (message.seq == null) waiting.push(message);
    else if (message.seq >= from && message.seq <= Math.min(to ?? Infinity, until)) sent.push(message);
  }
  sent.sort((a, b) => a.seq - b.seq);
  if (to !== null || frame.has_newer) return sent;
  return sent.concat(waiting.sort((a, b) => a.order - b.order));
}

function statusOf(message, receipt) {
  if (message.status) return message.status;
  if (message.seq <= (receipt?.read_seq ?? 0)) return "read";
  return message.seq <= (receipt?.delivered_seq ?? 0) ? "delivered" : "sent";
}

const keyOf = (message) => `${message.sender.id}:${message.client_id}`;

const separator = (key, type, label) => ({ key, type, label });

function messageRow(message, me, receipt, direct) {
  const own = message.sender.id === me;
  const time = new Date(message.created_at);
  return {
    key: keyOf(message),
    type: "message",
    label: "",
    id: message.id ?? 0,
    seq: message.seq ?? 0,
    client_id: message.client_id,
    own,
    first: true,
    last: true,
    name: direct ? "" : message.sender.display_name,
    initials: initialsOf(message.sender.display_name),
    hue: hueOf(message.sender.id),
    avatar_url: message.sender.avatar_url ?? "",
    html: message.html ?? "",
    body: message.body ?? "",
    deleted: Boolean(message.deleted_at),
    status: own ? statusOf(message, receipt) : "sent",
    error: message.error ?? "",
    time: HOURS.format(time),
    iso: message.created_at,
  };
}

// Neighbours of one sender within five minutes form a run: one name, one avatar.
function joinRuns(rows) {
  rows.forEach((row, i) => {
    const next = rows[i + 1];
    if (row.type !== "message" || next?.type !== "message") return;
    const near = new Date(next.iso) - new Date(row.iso) < RUN_MS;
    if (near && row.own === next.own && row.hue === next.hue) {
      row.last = false;
      next.first = false;
    }
  });
}

/** The rows of the open conversation: messages, day separators, the unread line. */
export function timelineRows(timeline, sidebar, view, session) {
  const conversationId = view.open ?? 0;
  const me = session.me_id_rx_state_ ?? 0;
  const receipt = sidebar[`r:${conversationId}`];
  const direct = Boolean(sidebar[`c:${conversationId}`]?.peer);
  const rows = [];
  let day = null;
  let unreadShown = !view.visit || view.visit.conversation_id !== conversationId || !view.visit.unread;
  for (const message of drawnMessages(timeline, conversationId)) {
    const time = new Date(message.created_at);
    if (startOfDay(time) !== day) {
      day = startOfDay(time);
      rows.push(separator(`day:${day}`, "day", dayLabel(time, Date.now())));
    }
    if (!unreadShown && message.seq > view.visit.read_seq && message.sender.id !== me) {
      unreadShown = true;
      rows.push(separator("unread", "unread", ""));
    }
    rows.push(messageRow(message, me, receipt, direct));
  }
  joinRuns(rows);
  return settle("timeline", rows, (row) => row.key);
}

/** What the conversation is called here: a direct one is called after the other person. */
export const titleOf = (conversation) => conversation.title || conversation.peer?.display_name || t("Conversation");

/** How many messages of the conversation this person has not read. */
export function unreadOf(sidebar, id, me) {
  const last = sidebar[`l:${id}`];
  if (!last || last.sender_id === me) return 0;
  return Math.max(0, (last.seq ?? 0) - (sidebar[`s:${id}`]?.read_seq ?? 0));
}

/** All unread messages of this person, as badges show them. */
export function totalUnread(sidebar, session) {
  const me = session.me_id_rx_state_;
  return conversationIds(sidebar).reduce((sum, id) => sum + unreadOf(sidebar, id, me), 0);
}

const conversationIds = (sidebar) => Object.keys(sidebar).filter((key) => key.startsWith("c:") && sidebar[key]).map((key) => Number(key.slice(2)));

/** Who types there, as a line of text; empty when nobody does. */
export function typingLine(people, conversationId, direct) {
  const names = Object.entries(people)
    .filter(([key, value]) => key.startsWith(`t:${conversationId}:`) && value?.active)
    .map(([, value]) => value.display_name);
  if (!names.length) return "";
  if (direct === "short") return t("typing…");
  if (names.length === 1) return t("{name} is typing…", { name: names[0] });
  if (names.length > 3) return t("Several people are typing…");
  return t("{names} and {name} are typing…", { names: names.slice(0, -1).join(", "), name: names.at(-1) });
}

function previewOf(last, me) {
  if (!last?.seq) return t("No messages yet");
  if (last.deleted) return t("Message deleted");
  return last.sender_id === me ? t("You: {text}", { text: last.snippet }) : last.snippet;
}

function sidebarRow(id, { sidebar, people, view, me }) {
  const conversation = sidebar[`c:${id}`];
  const last = sidebar[`l:${id}`];
  const unread = view.open === id && view.at_end && view.visible ? 0 : unreadOf(sidebar, id, me);
  const title = titleOf(conversation);
  const time = new Date(last?.created_at ?? conversation.created_at);
  const row = {
    id,
    href: `/chat/${id}/`,
    title,
    initials: initialsOf(title),
    hue: hueOf(conversation.peer?.id ?? id),
    avatar_url: conversation.avatar_url ?? conversation.peer?.avatar_url ?? "",
    online: conversation.peer ? (people[`p:${conversation.peer.id}`]?.presence ?? "offline") : "",
    open: view.open === id,
    preview: previewOf(last, me),
    own_status: last?.sender_id === me && last.seq && !last.deleted ? statusOf(last, sidebar[`r:${id}`]) : "",
    typing: typingLine(people, id, conversation.peer ? "short" : ""),
    time: listTime(time, Date.now()),
    iso: time.toISOString(),
    unread,
    unread_label: unread > 99 ? "99+" : unread ? String(unread) : "",
  };
  const badge = unread ? t("{count} unread", { count: unread }) : "";
  row.name = [title, badge, row.typing || row.preview, row.time].filter(Boolean).join(", ");
  return row;
}

/** The conversation list, newest activity first. */
export function sidebarRows(sidebar, people, view, session) {
  const context = { sidebar, people, view, me: session.me_id_rx_state_ };
  const rows = conversationIds(sidebar).map((id) => sidebarRow(id, context));
  rows.sort((a, b) => (a.iso < b.iso ? 1 : a.iso > b.iso ? -1 : b.id - a.id));
  return settle("sidebar", rows, (row) => row.id);
}

function lastSeen(entry) {
  if (!entry?.last_seen_at) return t("offline");
  const minutes = Math.floor((Date.now() - new Date(entry.last_seen_at)) / 60_000);
  if (minutes < 1) return t("last seen just now");
  if (minutes < 60) return t("last seen {count} min ago", { count: minutes });
  return t("last seen {time}", { time: `${dayLabel(new Date(entry.last_seen_at), Date.now())} ${HOURS.format(new Date(entry.last_seen_at))}` });
}

function subtitleOf(conversation, people, id) {
  const typing = typingLine(people, id, conversation.peer ? "short" : "full");
  if (typing) return typing;
  if (!conversation.peer) return t("{count} members", { count: conversation.members_count ?? 0 });
  const entry = people[`p:${conversation.peer.id}`];
  if (entry?.presence === "online") return t("online");
  return entry?.presence === "away" ? t("away") : lastSeen(entry);
}

/** The head of the open conversation. */
export function headerOf(sidebar, people, view) {
  const conversation = sidebar[`c:${view.open}`];
  if (!conversation) return { title: "", initials: "", hue: 0, avatar_url: "", online: "", subtitle: "" };
  const title = titleOf(conversation);
  return {
    title,
    initials: initialsOf(title),
    hue: hueOf(conversation.peer?.id ?? view.open),
    avatar_url: conversation.avatar_url ?? conversation.peer?.avatar_url ?? "",
    online: conversation.peer ? (people[`p:${conversation.peer.id}`]?.presence ?? "offline") : "",
    subtitle: subtitleOf(conversation, people, view.open),
  };
}

/** The people found in the dialog for a new conversation, ready to be drawn. */
export const peopleRows = (found) =>
  (found ?? []).map((person) => ({ ...person, initials: initialsOf(person.display_name), hue: hueOf(person.id) }));

/** Who types in the open conversation, for the line above the composer. */
export const openTyping = (people, view) => (view.open ? typingLine(people, view.open) : "");

/** What the main column shows: "none", "missing", "loading", "empty" or "messages". */
export function pageState(timeline, sidebar, view) {
  if (!view.open) return "none";
  if (view.missing) return "missing";
  if (!timeline[`w:${view.open}`]?.loaded) return "loading";
  return drawnMessages(timeline, view.open).length ? "messages" : "empty";
}

/** Whether the people search has been answered. */
export const peopleSearched = (people) => Boolean(people.found);

/** The people found for the dialog. */
export const foundPeople = (people) => peopleRows(people.found);
