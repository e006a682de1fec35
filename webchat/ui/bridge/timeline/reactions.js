// Reactions: shown at once, told to the server, repeated after an outage until it has answered.
import { t } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { drop, put, read } from "../base/store.js";
import { notify } from "../base/toasts.js";
import { remember } from "../composer/emoji.js";
import { messageOf } from "./held.js";

export const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

const wishes = new Map(); // "<message>:<emoji>" -> { message_id, emoji, on, ref }
let refs = 0;
let anchor = null;

const me = () => read("session").me_id_rx_state_;
const entryOf = (messageId) => read("timeline")[`e:${messageId}`];
const keyOf = (messageId, emoji) => `${messageId}:${emoji}`;

/** Whether the person of this browser gave that sign. */
export const isMine = (reactions, emoji) => Boolean(reactions?.find((one) => one.emoji === emoji)?.user_ids.includes(me()));

// The reactions as they would be with or without my sign.
function withMine(reactions, emoji, on) {
  if (isMine(reactions, emoji) === on) return reactions;
  const known = reactions.some((one) => one.emoji === emoji);
  const all = known ? reactions : [...reactions, { emoji, count: 0, user_ids: [] }];
  return all
    .map((one) => {
      if (one.emoji !== emoji) return one;
      const ids = on ? [...one.user_ids, me()] : one.user_ids.filter((id) => id !== me());
      return { emoji, count: ids.length, user_ids: ids };
    })
    .filter((one) => one.count);
}

function show(messageId, entry) {
  let reactions = entry.reactions;
  for (const wish of wishes.values()) if (wish.message_id === messageId) reactions = withMine(reactions, wish.emoji, wish.on);
  if (reactions !== entry.reactions) put("timeline", { [`e:${messageId}`]: { ...entry, reactions } });
}

/** Give a sign to a message, or take it back. */
export function toggle(messageId, emoji) {
  const message = messageOf(messageId);
  if (!message) return;
  if (!isLive()) {
    put("view", { notice: t("There is no connection just now. Try again in a moment.") });
    return notify();
  }
  const entry = entryOf(messageId) ?? { conversation_id: message.conversation_id, seq: message.seq, version: message.version, reactions: [] };
  const wish = { message_id: messageId, emoji, on: !isMine(entry.reactions, emoji), ref: (refs += 1) };
  wishes.set(keyOf(messageId, emoji), wish);
  if (wish.on) remember(emoji);
  server.react(wish);
  show(messageId, entry);
}

/** What an update of the timeline says of reactions: "e:" their state, "z:" that a wish was answered. */
export function takeUpdate(delta) {
  const answers = Object.entries(delta).filter(([key, value]) => key.startsWith("z:") && value);
  for (const [, answer] of answers) {
    const key = keyOf(answer.message_id, answer.emoji);
    if (wishes.get(key)?.ref === answer.ref) wishes.delete(key);
  }
  if (answers.length) queueMicrotask(() => drop("timeline", (key) => key.startsWith("z:")));
  if (!wishes.size) return;
  for (const [key, entry] of Object.entries(delta)) if (key.startsWith("e:") && entry) show(Number(key.slice(2)), entry);
}

/** Back on line: say again what was not answered. */
export const resend = () => wishes.forEach((wish) => server.react(wish));

/** Open the quick bar of a message beside the button that was pressed. */
export function openBar(row, event) {
  event.stopPropagation();
  anchor = event.currentTarget;
  put("view", { react: { id: row.id, full: false } });
}

/** The full picker for the message whose menu is open. */
export function openPickerFromMenu() {
  const { row } = read("view").menu ?? {};
  anchor = document.querySelector(`[data-message-id="${row?.id}"]`);
  put("view", { menu: null, react: row ? { id: row.id, full: true } : null });
}

/** One of the signs in the menu of a message. */
export function toggleFromMenu(emoji) {
  const { row } = read("view").menu ?? {};
  put("view", { menu: null });
  if (row) toggle(row.id, emoji);
}

/** The element that bar and picker stand beside. */
export const barAnchor = () => anchor;

export const closeBar = () => put("view", { react: null });

/** Who gave which sign to the message whose menu is open. */
export function openReactors() {
  const { row } = read("view").menu ?? {};
  put("view", { menu: null });
  if (row) showReactors(row.id);
}

export const showReactors = (messageId) => put("view", { reactors: messageId, dialog: "reactors" });
