// New words for a message that are not saved yet: kept in this browser as drafts are, each for its own message.
//
// {id, conversation_id, from, text, at}; `from` is what the message said when they were begun.
import * as storage from "../base/kept.js";
import { myId } from "../base/self.js";

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

const prefix = () => `webchat.edit.${myId()}.`;

function held(key) {
  try {
    const edit = JSON.parse(storage.kept(key));
    return typeof edit?.text === "string" && Date.now() - edit.at < KEPT_MS ? edit : null;
  } catch {
    return null;
  }
}

/** The new words for a message, or null. */
export const of = (id) => held(prefix() + id);

export const keep = (edit) => storage.keep(prefix() + edit.id, JSON.stringify({ ...edit, at: Date.now() }));
export const forget = (id) => storage.forget(prefix() + id);

/** Those in a conversation, the latest first. */
export const inside = (id) =>
  storage
    .keysWith(prefix())
    .map(held)
    .filter((edit) => edit?.conversation_id === id)
    .sort((one, other) => other.at - one.at);

/** The conversation is gone. */
export const forgetInside = (id) => inside(id).forEach((edit) => forget(edit.id));
