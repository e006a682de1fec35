// What can be done with a message: shown at once, told to the server, put right where it is refused.
import { t, tn } from "$/public/i18n.js";
import { openReport } from "../account/blocks.js";
import { closeDialog } from "../base/dialogs.js";
import { openConversation } from "../base/navigation.js";
import { server } from "../base/server.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import * as reply from "../composer/reply.js";
import { isClosed } from "../groups/rights.js";
import { copy } from "../parts/clipboard.js";
import { closeMenu } from "../parts/message_menu.js";
import { askAgain, askFor, canAsk, change, entryOf, messageOf, settled } from "./held.js";
import { pathOf } from "./places.js";

const UNDO_MS = 30_000;
const MOST_AT_ONCE = 100;
const WRITERS = ["admin", "owner"];

const me = () => read("session").me_id_rx_state_;

/** What the reader may do with these messages: {write, remove, edit}. */
export function rights(sidebar, messages, own) {
  const [id] = messages.map((one) => one.conversation_id);
  const conversation = sidebar[`c:${id}`];
  const leads = conversation?.kind === "group" && WRITERS.includes(sidebar[`q:${id}`]?.role);
  const write = !isClosed(sidebar, id) && (conversation?.who_can_write !== "admins" || conversation?.kind !== "group" || leads);
  return { write, remove: messages.every((one) => one.kind !== "system" && (leads || one.sender.id === own)) };
}

const NOTHING = { write: false, remove: false, edit: false, copy: false, forward: false, react: false, report: false };
let last = { key: "", may: NOTHING };

/** What the menu that is open may offer. */
export function menuRights(sidebar, timeline, view, session) {
  const { row } = view.menu ?? {};
  const own = session.me_id_rx_state_;
  const [, message] = (row?.id && entryOf(row.id, timeline)) || [];
  if (!message) return NOTHING;
  const { write, remove } = rights(sidebar, [message], own);
  const may = { write, remove, edit: write && row.own && reply.isEditable(message), copy: Boolean(message.body), forward: message.kind !== "call", react: row.reactable, report: !row.own };
  const key = JSON.stringify(may);
  if (key !== last.key) last = { key, may };
  return last.may;
}

// The message whose menu is open; the menu closes.
function chosen() {
  const { row } = read("view").menu ?? {};
  closeMenu();
  return row && messageOf(row.id);
}

const onChosen = (act) => () => {
  const message = chosen();
  if (message) act(message);
};

export const answerChosen = onChosen((message) => reply.answerTo(message.id));
export const editChosen = onChosen((message) => reply.edit(message.id));
export const forwardChosen = onChosen((message) => openForward([message.id]));
export const infoChosen = onChosen((message) => openInfo(message.id));
export const reportChosen = onChosen(({ id, sender }) => openReport({ id: sender.id, display_name: sender.display_name }, id));
export const deleteChosen = onChosen((message) => remove([message.id]));

async function toClipboard(text, said) {
  await copy(text);
  toasts.show({ text: said });
}

export const copyTextChosen = onChosen((message) => toClipboard(message.body, t("Copied")));
export const copyLinkChosen = onChosen((message) => toClipboard(window.location.origin + pathOf(message.conversation_id, message.seq), t("Link copied")));
export const copyAll = (text) => toClipboard(text, t("Copied"));

/** Delete messages: tombstones at once, and for a while a way back. Others' messages are asked about first. */
export function remove(ids) {
  if (!canAsk()) return;
  if (ids.some((id) => messageOf(id)?.sender.id !== me())) return put("view", { dialog: "remove", removing: ids, emptied: false });
  removeNow(ids);
}

/** The question was answered with Delete. */
export function confirmRemove() {
  closeDialog();
  if (canAsk()) removeNow(read("view").removing ?? []);
}

function removeNow(ids) {
  const before = ids.map(messageOf).filter((one) => one && !one.deleted_at);
  if (!before.length) return;
  askFor("deleteMessages", { message_ids: before.map((one) => one.id) });
  for (const one of before) change(one.id, { deleted_at: new Date().toISOString(), pinned_at: null });
  if (ids.includes(read("view").answer?.id)) reply.cancel();
  offerUndo(before.map((one) => one.id));
}

let undo = { toast: 0, ids: [] }; // what the latest offer brings back

// One offer for several deletions in a row. The latest come first: where it is too late for one, it is so for all after it.
function offerUndo(ids) {
  const joins = toasts.isShown(undo.toast) && undo.ids.length + ids.length <= MOST_AT_ONCE;
  const all = joins ? [...ids, ...undo.ids] : ids;
  if (joins) toasts.dismiss(undo.toast);
  const text = tn("{count} message deleted", "{count} messages deleted", all.length);
  undo = { ids: all, toast: toasts.show({ text, label: t("Undo"), ms: UNDO_MS, run: () => restore(all) }) };
}

function restore(ids) {
  if (canAsk()) askFor("restoreMessages", { message_ids: ids });
}

/** Pin for everyone, or take the pin out. */
export function pin(message, on) {
  if (!canAsk()) return;
  askFor("pinMessage", { message_id: message.id, on });
  change(message.id, { pinned_at: on ? new Date().toISOString() : null });
  if (!on) toasts.show({ text: t("Unpinned"), label: t("Undo"), run: () => pin(message, true) });
}

export const pinChosen = onChosen((message) => pin(message, !message.pinned_at));

/** Save for oneself, or let go. */
export const starChosen = onChosen((message) => star(message.id, !read("timeline")[`b:${message.id}`]));

export function star(id, on) {
  if (!canAsk()) return;
  askFor("starMessage", { message_id: id, on });
  put("timeline", { [`b:${id}`]: on });
  toasts.show(on ? { text: t("Saved"), label: t("Saved messages"), run: openSaved } : { text: t("Not saved any more") });
}

export const unreadChosen = onChosen((message) => {
  if (!canAsk()) return;
  server.markUnread({ message_id: message.id });
  toasts.show({ text: t("Marked as unread from here") });
});

/** The dialogs of this module. */
export function openSaved() {
  put("messages", { saved: null, list: null });
  if (canAsk()) server.loadSaved({});
  put("view", { dialog: "saved" });
}

/** What was asked for before there was a line, or was not answered before it broke, is asked for now. */
export function resend() {
  askAgain();
  const { dialog, about } = read("view");
  const held = read("messages");
  if (dialog === "saved" && !held.list) server.loadSaved({});
  if (dialog === "info" && !held.info) server.loadReceipts({ message_id: about });
  if (dialog === "history" && !held[`h:${about}`]) server.loadHistory({ message_id: about });
}

export function openInfo(id) {
  put("messages", { [`i:${id}`]: null, info: null });
  if (!canAsk()) return;
  server.loadReceipts({ message_id: id });
  put("view", { dialog: "info", about: id });
}

export function openHistory(id) {
  put("messages", { [`h:${id}`]: null });
  if (!canAsk()) return;
  server.loadHistory({ message_id: id });
  put("view", { dialog: "history", about: id });
}

export function openForward(ids) {
  put("messages", { forwarded: null });
  put("view", { dialog: "forward", forwarding: ids });
}

// Pages of lists gather under a key of their own: "list" (saved) and "info".
function gather(delta) {
  for (const [key, value] of Object.entries(delta)) {
    const whole = key === "saved" ? "list" : key.startsWith("i:") ? "info" : null;
    if (!whole || !value) continue;
    const before = value.after ? (read("messages")[whole]?.items ?? []) : [];
    put("messages", { [whole]: { items: [...before, ...value.items], next: value.next, hidden: value.hidden } });
  }
}

/** Whether the reader may pin in the open conversation. */
export function mayPin(sidebar, view, session) {
  return Boolean(view.open) && rights(sidebar, [{ conversation_id: view.open, sender: {} }], session.me_id_rx_state_).write;
}

/** What an update about messages says. */
export function takeUpdate(delta) {
  gather(delta);
  if (delta.done) settled(delta.done, delta.refused);
  const { forwarded } = delta;
  if (!forwarded || read("view").dialog !== "forward") return;
  put("view", { dialog: "", picked: null });
  const [place] = forwarded.places;
  const text = tn("Forwarded", "Forwarded to {count} chats", forwarded.places.length);
  toasts.show({ text, label: t("Open"), run: () => openConversation(place) });
}
