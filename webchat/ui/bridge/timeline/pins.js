// Pinned messages of the open conversation: "p:<conversation>" of the messages, kept up by what comes live.
import { number } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";
import { lineOf, messageOf } from "./held.js";
import * as messages from "./messages.js";
import { jumpTo } from "./places.js";

const listOf = (id) => read("messages")[`p:${id}`];

/** Ask what is pinned in the open conversation. */
export function load() {
  const id = read("view").open;
  if (id && isLive()) server.loadPins({ conversation_id: id });
}

const byTime = (a, b) => (a.pinned_at < b.pinned_at ? 1 : -1);

function follow(list, message) {
  const rest = list.filter((one) => one.id !== message.id);
  if (!message.pinned_at || message.deleted_at) return rest.length === list.length ? list : rest;
  const { id, conversation_id, seq, kind, sender, pinned_at } = message;
  return [...rest, { id, conversation_id, seq, kind, sender, pinned_at, snippet: lineOf(message), plain: true }].sort(byTime);
}

/** What an update of the timeline says of pins. */
export function takeUpdate(delta) {
  const changed = new Map();
  for (const [key, message] of Object.entries(delta)) {
    if (!key.startsWith("m:") || !message?.id) continue;
    const place = `p:${message.conversation_id}`;
    const list = changed.get(place) ?? read("messages")[place];
    const now = list && follow(list, message);
    if (now && now !== list) changed.set(place, now);
  }
  if (changed.size) put("messages", Object.fromEntries(changed));
}

const NONE = { id: 0, text: "", name: "", count: 0, label: "" };
let last = NONE;

/** The pinned message that the bar shows. */
export function pinnedBar(held, view) {
  const list = held[`p:${view.open}`] ?? [];
  const at = Math.min(view.pin_at?.id === view.open ? view.pin_at.at : 0, list.length - 1);
  const one = list[at];
  if (!one) return NONE;
  const now = { id: one.id, text: one.plain ? one.snippet : lineOf(one), name: one.sender.display_name, count: list.length, label: list.length > 1 ? `${number(at + 1)}/${number(list.length)}` : "" };
  if (JSON.stringify(now) !== JSON.stringify(last)) last = now;
  return last;
}

/** The bar was pressed: to that message; the next press goes to the one before. */
export function next() {
  const { open, pin_at } = read("view");
  const list = listOf(open) ?? [];
  const at = Math.min(pin_at?.id === open ? pin_at.at : 0, list.length - 1);
  if (at < 0) return;
  jumpTo(open, list[at].seq);
  put("view", { pin_at: { id: open, at: (at + 1) % list.length } });
}

/** The pin that the bar shows is taken out. */
export function unpinShown(id) {
  const one = (listOf(read("view").open) ?? []).find((pinned) => pinned.id === id);
  if (one) messages.pin(messageOf(id) ?? one, false);
}
