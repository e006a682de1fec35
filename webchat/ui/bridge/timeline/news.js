// What is news to the reader, and how much of it waits below while they look at something older.
import { isBlocked } from "../account/blocks.js";
import { read } from "../base/store.js";
import { unreadOf, unreadUpTo } from "../sidebar/unread.js";

/** Whether a message tells the reader something: what others say. */
export const isNews = (message) =>
  message.sender.id !== read("session").me_id_rx_state_ &&
  !message.deleted_at &&
  !message.vanished &&
  message.kind !== "system" &&
  !isBlocked(read("blocks"), message.sender.id);

// The messages of a conversation after `seq` that this page holds.
const heldAfter = (id, seq) =>
  Object.entries(read("timeline"))
    .filter(([key, one]) => key.startsWith("m:") && one?.conversation_id === id && one.seq > seq)
    .map(([, one]) => one);

/** The number of the conversation's last message, held or not. */
export const lastSeq = (id) => Math.max(read("sidebar")[`l:${id}`]?.seq ?? 0, read("timeline")[`w:${id}`]?.to_seq ?? 0);

/** Whether something that can be seen is held after `seq`. */
export const goesOn = (id, seq) => heldAfter(id, seq).some((one) => !one.vanished);

/** Counts what is new in one conversation since its reader was at the end, and before that what the list calls unread. */
export function createCount(id) {
  const since = lastSeq(id);
  const isUnread = () => unreadOf(read("sidebar"), id, read("session").me_id_rx_state_) > 0;
  const began = isUnread();
  const others = new Set(); // numbers after it that are no news; they are counted also when they are let go of

  // By numbers, not by what is held: most of it may not be here.
  return () => {
    const from = Math.max(since, read("sidebar")[`s:${id}`]?.read_seq ?? 0);
    const last = lastSeq(id);
    const waiting = began && isUnread() ? unreadUpTo(read("sidebar"), id, since) : 0;
    if (last <= from) return waiting;
    for (const one of heldAfter(id, from)) others[isNews(one) ? "delete" : "add"](one.seq);
    return waiting + last - from - [...others].filter((seq) => seq > from && seq <= last).length;
  };
}
