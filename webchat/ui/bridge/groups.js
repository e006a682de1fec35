// What people do with groups, and what this browser shows of one.
import { t } from "$/public/i18n.js";
import { closeDialog, notify, openConversation } from "./actions.js";
import { ask } from "./rest.js";
import { put, read } from "./store.js";

const LEADERS = ["admin", "owner"];

export const openId = () => read("view").open ?? 0;
const mine = (id) => read("sidebar")[`q:${id}`] ?? {};
export const isLeader = (id) => LEADERS.includes(mine(id).role);
export const isOwner = (id) => mine(id).role === "owner";

/** Whether this person may add people and make links: who else is decided by the server. */
export const mayAdd = (id) => isLeader(id) || read("sidebar")[`c:${id}`]?.who_can_add === "all";

/** Whether this person may write in what is open. */
export function mayWrite(sidebar, view) {
  if (sidebar[`q:${view.open}`]?.blocked) return false;
  const conversation = sidebar[`c:${view.open}`];
  return conversation?.who_can_write !== "admins" || conversation.kind !== "group" || LEADERS.includes(sidebar[`q:${view.open}`]?.role);
}

/** Why something did not work, in words. */
export const reasonOf = (error) => error.message || t("The server does not answer. Try again in a moment.");

const tell = (text) => {
  put("view", { notice: text });
  notify();
};

/** Do `work`; what is refused is told. Answers undefined then. */
export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    tell(reasonOf(error));
  }
}

/** Open a dialog about groups; `about` is what it is about, if that is not the open group. */
export const openGroupDialog = (name, about) => put("view", { dialog: name, about: about?.nativeEvent || about?.target ? null : about });

/** Make what a dialog is for happen, then go to where it leads. */
export async function enter(work) {
  const conversation = await work();
  closeDialog();
  openConversation(conversation.id);
}

export const openNotes = () => trying(() => enter(() => ask("POST", "conversations/notes", {})));

let opener = null;

/** The details of what is open, beside it. */
export function openDetails(event) {
  opener = event?.currentTarget ?? null;
  put("view", { details: true });
}

export function closeDetails() {
  put("view", { details: false });
  opener?.focus?.({ preventScroll: true });
  opener = null;
}

export const toggleDetails = (event) => (read("view").details ? closeDetails() : openDetails(event));
