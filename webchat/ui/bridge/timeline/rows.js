// From the keyed entries of the store to the rows of the timeline.
//
// Pure functions of the substates; a row that did not change keeps its identity,
// so that its memoised component is not drawn again.
import { foldedText, isBlocked } from "../account/blocks.js";
import { isClosed, mayWrite } from "../groups/rights.js";
import { heardState } from "../media/heard.js";
import { isSmall, mediaRows } from "../media/media.js";
import { labelOf } from "../parts/kinds.js";
import { isDirect, nameOf } from "../parts/names.js";
import { dayLabel, hourOf, hueOf, initialsOf, settle, startOfDay, statusOf } from "../parts/shape.js";

const RUN_MS = 5 * 60 * 1000;

/** The messages of a conversation that are drawn, oldest first, then those on their way: these also before its history came. */
export function drawnMessages(timeline, conversationId) {
  const frame = timeline[`w:${conversationId}`];
  const { draw_from: from = 0, draw_to: to = null, has_newer: parted = false } = frame?.loaded ? frame : { draw_from: Infinity };
  const until = parted ? frame.to_seq : Infinity;
  const sent = [];
  const waiting = [];
  for (const [key, message] of Object.entries(timeline)) {
    if (!key.startsWith("m:") || message?.conversation_id !== conversationId || message.vanished) continue;
    if (message.seq == null) waiting.push(message);
    else if (message.seq >= from && message.seq <= Math.min(to ?? Infinity, until)) sent.push(message);
  }
  sent.sort((a, b) => a.seq - b.seq);
  if (to !== null || parted) return sent;
  return sent.concat(waiting.sort((a, b) => a.order - b.order));
}

const keyOf = (message) => `${message.sender.id}:${message.client_id}`;

const separator = (key, type, label) => ({ key, type, label });

const NOTHING = {};
const NONE = [];

const quotes = new WeakMap(); // of a held quote: what it says now, made once

// A quote says what its message says now: edited, deleted, brought back.
function quoteOf(reply, timeline) {
  const now = reply && timeline[`y:${reply.id}`];
  if (!now || (now.snippet === reply.snippet && now.deleted === Boolean(reply.deleted))) return reply ?? NOTHING;
  if (quotes.get(reply)?.now !== now) quotes.set(reply, { now, quote: { ...reply, snippet: now.snippet, files: now.files, deleted: now.deleted } });
  return quotes.get(reply).quote;
}

// The quote as the row's own words: texts compare by what they say.
function quoteFields(quote, folded) {
  const { id = 0, seq = 0, sender, kind, snippet, files, deleted } = quote;
  return {
    quote_id: id,
    quote_seq: seq,
    quote_name: nameOf(sender ?? {}),
    quote_hue: hueOf(sender?.id ?? 0),
    quote_text: folded ? foldedText() : id ? labelOf(kind, snippet, files) : "",
    quote_gone: Boolean(deleted),
  };
}

// Objects are passed on as they are held: a row is drawn again only when one of its fields is another.
function messageRow(message, { timeline, me, receipt, direct, notes, picked, folds, answerable, reactable }) {
  const own = message.sender.id === me;
  const time = new Date(message.created_at);
  const media = mediaRows(message.media);
  const quote = quoteOf(message.reply_to, timeline);
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
    name: direct ? "" : nameOf(message.sender),
    bot: Boolean(message.sender.is_bot),
    initials: initialsOf(message.sender.display_name),
    hue: hueOf(message.sender.id),
    avatar_url: message.sender.avatar_url ?? "",
    html: (message.body && message.html) || "",
    body: message.body ?? "",
    kind: message.kind ?? "text",
    payload: message.payload ?? NOTHING,
    reply: quote,
    ...quoteFields(quote, folds(quote.sender)),
    forwarded: message.payload?.forwarded_from?.name ?? "",
    answerable,
    reactable,
    starred: Boolean(timeline[`b:${message.id}`]),
    picked: picked ? (picked.has(message.id) ? "yes" : "no") : "",
    reactions: timeline[`e:${message.id}`]?.reactions ?? NONE,
    preview: message.link_preview ?? NOTHING,
    media,
    small: isSmall(media),
    heard: heardState(message, timeline, me, notes),
    edited: Boolean(message.edited_at),
    pinned: Boolean(message.pinned_at),
    names_me: !own && Boolean(message.mentions_all || message.mentions?.includes(me)),
    deleted: Boolean(message.deleted_at),
    status: own ? statusOf(message, receipt) : "sent",
    error: message.error ?? "",
    time: hourOf(time),
    iso: message.created_at,
  };
}

// What happened to the group: a quiet line of its own.
const systemRow = (message, me) => ({
  key: keyOf(message),
  type: "system",
  label: "",
  id: message.id,
  seq: message.seq,
  own: message.sender.id === me,
  name: nameOf(message.sender),
  payload: message.payload ?? NOTHING,
  iso: message.created_at,
});

// A message of somebody whom this person shut out, in a group.
const foldedRow = (message) => ({ key: keyOf(message), type: "folded", label: foldedText(), id: message.id, seq: message.seq, own: false, iso: message.created_at });

function rowOf(message, context) {
  if (message.kind === "system") return systemRow(message, context.me);
  return context.folds(message.sender) && !context.unfolded?.[message.id] ? foldedRow(message) : messageRow(message, context);
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
export function timelineRows(timeline, sidebar, view, session, blocks) {
  const conversationId = view.open ?? 0;
  const me = session.me_id_rx_state_ ?? 0;
  const conversation = sidebar[`c:${conversationId}`];
  const context = {
    timeline,
    me,
    receipt: sidebar[`r:${conversationId}`],
    direct: isDirect(conversation),
    notes: Boolean(conversation?.is_notes),
    picked: view.picked && new Set(view.picked),
    unfolded: view.unfolded,
    answerable: mayWrite(sidebar, view),
    reactable: !isClosed(sidebar, conversationId),
    folds: (sender) => Boolean(sender) && !conversation?.peer && isBlocked(blocks, sender.id),
  };
  const rows = [];
  let day = null;
  let unreadShown = !view.visit || view.visit.conversation_id !== conversationId || !view.visit.unread;
  for (const message of drawnMessages(timeline, conversationId)) {
    const time = new Date(message.created_at);
    if (startOfDay(time) !== day) {
      day = startOfDay(time);
      rows.push(separator(`day:${day}`, "day", dayLabel(time, Date.now())));
    }
    if (!unreadShown && message.seq > view.visit.read_seq && (view.visit.marked || message.sender.id !== me)) {
      unreadShown = true;
      rows.push(separator("unread", "unread", ""));
    }
    rows.push(rowOf(message, context));
  }
  joinRuns(rows);
  return settle("timeline", rows, (row) => row.key);
}

/** What the main column shows: "none", "missing", "loading", "unkept" (there is no line), "empty" or "messages". */
export function pageState(timeline, sidebar, view) {
  if (!view.open) return "none";
  if (view.missing) return "missing";
  if (drawnMessages(timeline, view.open).length) return "messages";
  if (timeline[`w:${view.open}`]?.loaded) return "empty";
  return view.banner ? "unkept" : "loading";
}
