// Several messages chosen, to delete, forward or copy them.
import { put, read } from "../base/store.js";
import { closeMenu } from "../parts/message_menu.js";
import { messageOf } from "./held.js";
import * as messages from "./messages.js";
import { drawnMessages } from "./rows.js";

const MOST = 100;
let from = 0; // the message that was chosen last: Shift begins there

const picked = () => read("view").picked ?? null;

/** Whether messages are being chosen. */
export const isSelecting = () => Boolean(picked());

const choose = (ids) => put("view", { picked: ids.slice(0, MOST) });

/** Begin with the message whose menu is open. */
export function begin() {
  const { row } = read("view").menu ?? {};
  closeMenu();
  if (!row?.id) return;
  from = row.id;
  choose([row.id]);
}

/** Stop choosing. */
export function leave() {
  if (picked()) put("view", { picked: null });
}

function between(a, b) {
  const ids = drawnMessages(read("timeline"), read("view").open).filter((one) => one.id && !one.deleted_at && one.kind !== "system").map((one) => one.id);
  const [start, end] = [ids.indexOf(a), ids.indexOf(b)].sort((x, y) => x - y);
  return start < 0 ? [b] : ids.slice(start, end + 1);
}

/** A message was clicked while choosing; Shift takes all up to the last one. */
export function toggle(id, event) {
  event.preventDefault();
  event.stopPropagation();
  const now = picked() ?? [];
  if (event.shiftKey && from) choose([...new Set([...now, ...between(from, id)])]);
  else choose(now.includes(id) ? now.filter((one) => one !== id) : [...now, id]);
  from = id;
}

// In the order of the conversation, without those that were deleted meanwhile.
function chosen() {
  const held = (picked() ?? []).map(messageOf).filter((one) => one && !one.deleted_at);
  return held.sort((a, b) => a.seq - b.seq);
}

/** Delete, Forward and Copy of the bar. */
export function removeAll() {
  const ids = chosen().map((one) => one.id);
  leave();
  if (ids.length) messages.remove(ids);
}

export function forwardAll() {
  const ids = chosen().map((one) => one.id);
  if (ids.length) messages.openForward(ids);
}

export function copyAll() {
  const all = chosen();
  const text = all.length === 1 ? all[0].body : all.map((one) => `${one.sender.display_name}: ${one.body}`).join("\n");
  leave();
  if (all.length) messages.copyAll(text);
}

/** How many are chosen, and whether the reader may delete all of them. */
export const pickedCount = (view) => view.picked?.length ?? 0;

export function mayRemovePicked(sidebar, timeline, view, session) {
  if (!view.picked?.length) return false;
  const wanted = new Set(view.picked);
  const held = Object.entries(timeline).filter(([key, one]) => key.startsWith("m:") && wanted.has(one?.id)).map(([, one]) => one);
  return held.length > 0 && messages.rights(sidebar, held, session.me_id_rx_state_).remove;
}
