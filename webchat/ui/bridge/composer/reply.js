// What the composer is about besides a new text: the answer to a message, or other words for one.
//
// "answer" of the view is {mode: "reply" | "edit", id, name, hue, text, quote}; a reply belongs to the draft. For an edit also
// {from, now, changed}: what the message said when it was begun, what it says now, and whether somebody else made it say so.
import { t } from "$/public/i18n.js";
import { isLive } from "../base/server.js";
import { myId } from "../base/self.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { mayWrite } from "../groups/rights.js";
import * as uploads from "../media/uploads.js";
import { filesOf } from "../parts/kinds.js";
import { hueOf } from "../parts/shape.js";
import * as conversation from "../timeline/conversation.js";
import { askFor, canAsk, change, lineOf, messageOf, snippetOf } from "../timeline/held.js";
import * as drafts from "./drafts.js";
import * as edits from "./edits.js";
import * as outbox from "./outbox.js";
import { typedHtml } from "./text.js";

const EDITABLE = ["text", "image", "video", "audio", "file", "voice", "gif"];

let waiting = 0; // the conversation of an edit that goes on as soon as its message is here, unless one writes before
let untouched = 0; // the conversation in which nothing was written since it was opened
let sought = 0; // that message, where the server was asked for it

const openId = () => read("view").open ?? 0;
const answer = () => read("view").answer ?? null;
const field = () => document.querySelector(".composer-text");
const isMine = (message) => message.sender.id === read("session").me_id_rx_state_;

const isGone = (message) => Boolean(message?.deleted_at || message?.vanished);

const barOf = (mode, message) => ({ mode, id: message.id, name: message.sender.display_name, hue: hueOf(message.sender.id), text: lineOf(message) });

/** Whether a message's words can be changed by whoever sent it. */
export const isEditable = (message) => EDITABLE.includes(message.kind ?? "text") && !message.payload?.forwarded_from;

/** The composer holds the words of a message, not a draft. */
export const isEditing = () => answer()?.mode === "edit";

/** The quote that belongs to the draft, or null. */
export const quote = () => (answer()?.mode === "reply" ? answer().quote : null);

function write(text) {
  const box = field();
  if (!box) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.setSelectionRange(text.length, text.length);
  box.focus();
}

/** Answer a message. */
export function answerTo(id) {
  const message = messageOf(id);
  if (!message || message.deleted_at || !mayWrite(read("sidebar"), read("view"))) return;
  if (isEditing()) cancel();
  const { id: quoteId, seq, sender, kind } = message;
  put("view", { menu: null, answer: { ...barOf("reply", message), quote: { id: quoteId, seq, sender, kind, snippet: snippetOf(message), files: filesOf(message), deleted: false } } });
  drafts.keep(openId(), field()?.value ?? "", quote());
  field()?.focus();
}

// The composer is about the words of a message, with those that were begun for it before; answers what it holds then.
function begin(message, begun) {
  const [from, text] = begun && begun.text !== message.body ? [begun.from, begun.text] : [message.body, message.body];
  put("view", { menu: null, answer: { ...barOf("edit", message), from, now: message.body, changed: from !== message.body } });
  return text;
}

/** Give one's own message other words, or go on with those that were begun. */
export function edit(id) {
  const message = messageOf(id);
  if (!message || message.deleted_at || !isMine(message) || !isEditable(message)) return;
  if (message.status && !edits.takeUp(id) && !canAsk()) return; // what an earlier page asked for comes first
  write(begin(message, edits.begunFor(id)));
}

/** Something was written: new words for a message are kept. Answers whether it is about one. */
export function typed(text) {
  waiting = untouched = 0;
  if (!isEditing()) return false;
  const { id, from } = answer();
  if (text === from) edits.giveUp(id);
  else edits.keep({ id, conversation_id: openId(), from, text });
  return true;
}

/** Up-arrow in an empty composer: the last message of one's own that can be edited. */
export function editLast() {
  if (read("timeline")[`w:${openId()}`]?.has_newer) return false; // the last one is not held
  const own = Object.entries(read("timeline"))
    .filter(([key, one]) => key.startsWith("m:") && one?.conversation_id === openId() && !one.deleted_at && isMine(one) && isEditable(one))
    .map(([, one]) => one);
  // One that is still on its way is the last: it cannot be edited yet, and an older one is not meant.
  const last = own.sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity) || a.order - b.order).at(-1);
  if (last?.id) edit(last.id);
  return Boolean(last);
}

// The composer is about the draft again.
function close() {
  restore(openId());
  write(drafts.draftOf(openId()).body);
}

/** The bar was closed: the answer is none any more, or the draft comes back. */
export function cancel() {
  const { mode, id } = answer() ?? {};
  if (!mode) return false;
  if (mode === "edit") {
    edits.giveUp(id);
    close();
  } else {
    put("view", { answer: null });
    drafts.keep(openId(), field()?.value ?? "");
    field()?.focus();
  }
  return true;
}

// The message is gone. New words for it are a draft.
function giveBack({ id, conversation_id, text }) {
  edits.forget(id);
  drafts.giveBack(conversation_id, text);
}

// The same for those that are in the composer.
function lose({ id, from }, text) {
  edits.forget(id);
  close();
  if (text.trim() && text !== from) drafts.giveBack(openId(), text);
  toasts.show({ text: t("This message was deleted.") });
}

// It says something else now, by another device of one's own: nothing of that is replaced unseen.
function meet(about, message) {
  const text = field()?.value ?? "";
  if (text.trim() === message.body) return cancel();
  if (text === about.from) return write(begin(message, null));
  put("view", { answer: { ...about, text: lineOf(message), now: message.body, changed: true } });
}

// New words are shown at once, as on their way.
const show = ({ id, text }) => change(id, { body: text, html: typedHtml(text), edited_at: new Date().toISOString(), status: "pending" });

// Those that the server was asked for, and has not taken yet, also where the page was loaded anew meanwhile.
function showAwaited(delta) {
  for (const [key, message] of Object.entries(delta)) {
    const edit = key.startsWith(`m:${myId()}:`) && message?.id ? edits.of(message.id) : null;
    if (edit?.asked && message.body === edit.from && !isGone(message)) show(edit);
  }
}

// A quote as its message is now, by what such an update or the store says.
function asNow(kept, timeline) {
  const now = timeline[`y:${kept.id}`];
  return now && !now.deleted ? { ...kept, snippet: now.snippet, files: now.files } : kept;
}

// Other words were given to the message that is answered.
function follow(delta) {
  const before = quote();
  const now = before && asNow(before, delta);
  if (now && now.snippet !== before.snippet) put("view", { answer: { ...answer(), text: lineOf(now), quote: now } });
}

/** What an update of the timeline means for the message that is edited, or was before the page was left. */
export function takeUpdate(delta) {
  showAwaited(delta);
  follow(delta);
  if (waiting && waiting === openId() && Object.keys(delta).some((key) => /^[mg]:/.test(key))) goOn();
  if (!isEditing()) return;
  const about = answer();
  const [, message] = Object.entries(delta).find(([key, one]) => key.startsWith("m:") && one?.id === about.id) ?? [];
  if (isGone(message)) lose(about, field()?.value ?? "");
  else if (message && message.body !== about.now) meet(about, message);
}

/** A conversation was opened, or its draft came from another device: what does it answer? */
export function restore(id) {
  const draft = id ? drafts.draftOf(id).reply_to : null;
  const kept = draft && asNow(draft, read("timeline"));
  put("view", { answer: kept ? { mode: "reply", id: kept.id, name: kept.sender.display_name, hue: hueOf(kept.sender.id), text: lineOf(kept), quote: kept } : null });
}

/** One is here again: goes on with the latest edit that was left half written, whose words these are; null where there is none. */
export function resume(id) {
  waiting = 0;
  for (const begun of edits.inside(id, onLeft)) {
    const message = messageOf(begun.id);
    if (!message) return seek(begun);
    if (!isGone(message)) return edits.keep(begun), begin(message, begun);
    giveBack(begun);
  }
  untouched = id;
  return null;
}

// Another page is gone that wrote some: they wait here now, unless one writes.
function onLeft() {
  if (untouched && untouched === openId() && !isEditing()) goOn();
}

// The page of the conversation brings its message or, where that is further back, an answer of its own.
function seek(begun) {
  const { id, conversation_id: place } = begun;
  waiting = place;
  if (sought === id || !isLive() || !read("timeline")[`w:${place}`]?.loaded) return null;
  sought = id;
  askFor("loadMessage", { message_id: id }, (why) => {
    sought = 0;
    if (why === "not_found" && waiting === place && place === openId()) giveBack(begun), goOn();
  });
  return null;
}

function goOn() {
  const text = resume(openId());
  if (text !== null) write(text);
}

// The server did not take new words for a message, and said why. They are gone on with, at once unless others were begun.
function takeBack(begun) {
  const message = messageOf(begun.id);
  if (isGone(message)) return giveBack(begun);
  if (message?.body === begun.text) change(begun.id, { body: begun.from, html: typedHtml(begun.from), status: undefined }); // it could not even say what is true
  if (!message || begun.conversation_id !== openId() || !field() || !mayWrite(read("sidebar"), read("view"))) return;
  const { mode, id, from } = answer() ?? {};
  const isFree = mode === "edit" ? id === begun.id && field().value === from : field().value.trimEnd() === drafts.draftOf(openId()).body.trimEnd();
  if (isFree) write(begin(messageOf(begun.id), begun));
}

/** Who is here is known: what was saved before a reload is asked for again. */
export const resend = () => edits.resend(takeBack);

/** What a new message carries of the answer, for the outbox; the bar closes. */
function takeQuote() {
  const held = quote();
  if (answer()) put("view", { answer: null });
  return held ? { reply_to_id: held.id, reply_to: held } : {};
}

/** What was spoken, as a message; an open answer belongs to the conversation that is open. */
export function sendVoice(id, file) {
  const kept = uploads.post(id, "", [file], id === openId() ? takeQuote() : {}, true);
  drafts.keep(id, id === openId() ? (field()?.value ?? "") : drafts.draftOf(id).body, null);
  showEnd(id);
  return kept;
}

/** Enter: a new message, with what it answers and its files. */
export function send(id, text, files) {
  if (files.length) uploads.post(id, text, files, takeQuote());
  else outbox.post(id, text, takeQuote());
  showEnd(id);
}

function showEnd(id) {
  const frame = read("timeline")[`w:${id}`];
  // Whoever answers something old wants to see the answer.
  if (frame?.has_newer || (frame?.draw_to ?? null) !== null) conversation.toEnd();
}

/** Enter while editing; without a line the new words wait, as a message does. A caption may go; where nothing would be left, the whole message is asked about. */
export function save(text) {
  const { id, now } = answer();
  const message = messageOf(id);
  const same = now === text;
  if (!text && message && (message.kind ?? "text") === "text") return put("view", { dialog: "remove", removing: [id], emptied: true });
  cancel();
  if (same) return;
  const edit = { id, seq: message?.seq, conversation_id: openId(), from: now, text };
  edits.save(edit);
  show(edit);
}
