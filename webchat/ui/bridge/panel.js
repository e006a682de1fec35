// What opens and closes the panel of the composer, and how a sticker is sent.
import * as outbox from "./outbox.js";
import { put, read } from "./store.js";

let button = null;

/** The Emoji button was pressed: its panel opens or closes. */
export function togglePanel(event) {
  button = event.currentTarget;
  put("view", { panel: read("view").panel ? "" : "emoji" });
}

export const panelButton = () => button;
export const showTab = (name) => put("view", { panel: name });

/** Close the panel, if it is open. */
export function closePanel() {
  if (read("view").panel) put("view", { panel: "" });
}

/** A sticker was picked: it is a message of its own. */
export function sendSticker(conversationId, { pack, name }) {
  closePanel();
  outbox.post(conversationId, "", { kind: "sticker", payload: { pack, name } });
  put("view", { jump: (read("view").jump ?? 0) + 1 });
}
