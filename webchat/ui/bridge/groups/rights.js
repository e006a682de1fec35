// Which group is open, and what this person may do in one.
import { read } from "../base/store.js";
import { isPeerGone } from "../parts/names.js";

const LEADERS = ["admin", "owner"];

export const openId = () => read("view").open ?? 0;
const mine = (id) => read("sidebar")[`q:${id}`] ?? {};
export const isLeader = (id) => LEADERS.includes(mine(id).role);

/** Whether nothing reaches the other one of a direct conversation: shut out, or not there any more. */
export const isClosed = (sidebar, id) => Boolean(sidebar[`q:${id}`]?.blocked) || isPeerGone(sidebar[`c:${id}`]);

/** Whether the other one of what is open has ended their account. */
export const peerGone = (sidebar, view) => isPeerGone(sidebar[`c:${view.open}`]);

/** Whether this person may write in what is open. */
export function mayWrite(sidebar, view) {
  if (isClosed(sidebar, view.open)) return false;
  const conversation = sidebar[`c:${view.open}`];
  return conversation?.who_can_write !== "admins" || conversation.kind !== "group" || LEADERS.includes(sidebar[`q:${view.open}`]?.role);
}
