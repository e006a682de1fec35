// Whom this person shut out: what their screens show of them, and the ways in and out.
import { t } from "$/public/i18n.js";
import { openGroupDialog } from "../base/dialogs.js";
import { ask } from "../base/rest.js";
import { drop, put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { trying } from "../parts/work.js";

/** Whether somebody is shut out. */
export const isBlocked = (blocks, userId) => Boolean(blocks[`b:${userId}`]);

/** All who are shut out, by name. */
export const blockedPeople = (blocks) =>
  Object.entries(blocks).filter(([key, person]) => key.startsWith("b:") && person).map(([, person]) => person).sort((a, b) => a.display_name.localeCompare(b.display_name));

/** The name of the other one in the open conversation, where they are shut out. */
export const blockedPeer = (sidebar, view) => (sidebar[`q:${view.open}`]?.blocked ? (sidebar[`c:${view.open}`]?.peer?.display_name ?? "") : "");

/** What a message of somebody shut out is called where it does not stand. */
export const foldedText = () => t("Message of a blocked person");

/** A whole list (after a reconnect) replaces what was here. */
export function takeUpdate(delta) {
  if ("full" in delta) drop("blocks", (key) => !(key in delta));
}

/** Show what somebody said all the same, on this page. */
export const unfold = (messageId) => put("view", { unfolded: { ...read("view").unfolded, [messageId]: true } });

const said = (text, more) => toasts.show({ text, ...more });

/** Shut somebody out; raises what is refused. */
export async function block(person) {
  await ask("PUT", `blocks/${person.id}`);
  said(t("{name} is blocked", { name: person.display_name }), { label: t("Undo"), run: () => unblock(person) });
}

/** Let somebody in again; what is refused is told. */
export const unblock = (person) =>
  trying(async () => {
    await ask("DELETE", `blocks/${person.id}`);
    said(t("{name} is not blocked any more", { name: person.display_name }));
  });

/** Tell the operator; raises what is refused. */
export async function report(person, about) {
  await ask("POST", "reports", about);
  const more = isBlocked(read("blocks"), person.id) ? {} : { label: t("Block {name}", { name: person.display_name }), run: () => openBlock(person) };
  said(t("Thank you. The people who run this chat will look at it."), more);
}

/** The dialogs: about a person {id, display_name}, a report also about one message of theirs. */
export const openBlock = (person) => openGroupDialog("block", person);
export const openReport = (person, messageId = null) => openGroupDialog("report", { ...person, message_id: messageId });

/** The bar in the composer's place was pressed. */
export function unblockPeer() {
  const peer = read("sidebar")[`c:${read("view").open}`]?.peer;
  if (peer) unblock(peer);
}

/** In the menu of a conversation of two. */
export const toggleBlock = (row) => (row.blocked ? unblock : openBlock)({ id: row.peer_id, display_name: row.title });
