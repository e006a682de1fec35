// What opens and closes the panel of the composer, and how stickers and GIFs are sent.
import { put, read } from "../base/store.js";
import * as outbox from "./outbox.js";

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

function sendAlone(conversationId, more) {
  closePanel();
  outbox.post(conversationId, "", more);
  put("view", { jump: (read("view").jump ?? 0) + 1 });
}

/** A sticker was picked: it is a message of its own. */
export const sendSticker = (conversationId, { pack, name }) => sendAlone(conversationId, { kind: "sticker", payload: { pack, name } });

/** A GIF was picked and lies on our server now. */
export const sendGif = (conversationId, media) => sendAlone(conversationId, { kind: "gif", media: [media], media_ids: [media.id] });
