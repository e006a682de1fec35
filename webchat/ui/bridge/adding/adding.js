// What is added to a conversation from the composer's menus, and its dialogs.
import { put, read } from "../base/store.js";
import * as outbox from "../composer/outbox.js";

let anchor = null;

/** The element that the composer's menu stands beside. */
export const addAnchor = () => anchor;

/** Open the composer's menu "add" or "later" beside its button, or close it. */
export function toggleAddMenu(name, event) {
  anchor = event.currentTarget;
  put("view", { add_menu: read("view").add_menu === name ? "" : name });
}

export const closeMenu = () => put("view", { add_menu: "" });

/** Open a dialog: "location", "contact", "poll", "later" or "scheduled". */
export function openAddDialog(name) {
  put("view", { add_menu: "", dialog: name });
}

/** Send what a dialog made to the open conversation. */
export function send(kind, payload) {
  const clientId = outbox.post(read("view").open, "", { kind, payload });
  put("view", { dialog: "" });
  return clientId;
}
