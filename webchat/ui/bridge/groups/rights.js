// Which group is open, and what this person may do in one.
import { read } from "../base/store.js";

const LEADERS = ["admin", "owner"];

export const openId = () => read("view").open ?? 0;
const mine = (id) => read("sidebar")[`q:${id}`] ?? {};
export const isLeader = (id) => LEADERS.includes(mine(id).role);

/** Whether this person may write in what is open. */
export function mayWrite(sidebar, view) {
  if (sidebar[`q:${view.open}`]?.blocked) return false;
  const conversation = sidebar[`c:${view.open}`];
  return conversation?.who_can_write !== "admins" || conversation.kind !== "group" || LEADERS.includes(sidebar[`q:${view.open}`]?.role);
}
