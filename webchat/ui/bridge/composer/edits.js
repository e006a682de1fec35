// New words for a message that are not saved yet: kept in this browser as drafts are, each for its own message.
//
// {id, seq, conversation_id, from, text, at, by, asked}; `from` is what the message said when they were begun. `asked`: Enter was
// pressed; they stay until the server has them, also over a reload, and are half written again where it refuses them. `by`
// is the page that writes them: as long as it is there no other one goes on with them.
import * as storage from "../base/kept.js";
import { myId } from "../base/self.js";
import { isLive } from "../base/server.js";
import { put, read } from "../base/store.js";
import { askFor, change, messageOf, snippetOf } from "../timeline/held.js";
import { pagesWith } from "./pages.js";

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

const underway = new Map(); // message -> the latest of its edits that this page has asked for
const pages = pagesWith("edit");
const looked = new Set(); // other pages that wrote some; `gone` of them are there no more
const gone = new Set();
let refused = () => {};
let left = () => {};

const prefix = () => `webchat.edit.${myId()}.`;

function held(key) {
  const edit = storage.keptJson(key);
  return typeof edit?.text === "string" && Date.now() - edit.at < KEPT_MS ? edit : null;
}

/** The new words for a message, or null. */
export const of = (id) => held(prefix() + id);

export const keep = (edit) => storage.keep(prefix() + edit.id, JSON.stringify({ ...edit, at: Date.now(), by: pages.here() }));
export const forget = (id) => storage.forget(prefix() + id);

// Whether another page still writes them. When it is gone, that is told.
function isElsewhere(edit) {
  const { by, asked } = edit ?? {};
  if (!by || asked || by === pages.here() || gone.has(by)) return false;
  if (!looked.has(by)) {
    looked.add(by);
    pages.claim(by, true).then((letGo) => (gone.add(by), left(), letGo()));
  }
  return true;
}

/** The new words to go on with here, or null. */
export const begunFor = (id) => (isElsewhere(of(id)) ? null : of(id));

/** They are not wanted; those that are on their way stay, and those of another page. */
export function giveUp(id) {
  if (of(id)?.asked || isElsewhere(of(id))) return;
  if (underway.has(id)) keep({ ...underway.get(id), asked: true });
  else forget(id);
}

const all = () => storage.keysWith(prefix()).map(held).filter(Boolean);

/** Those in a conversation that are half written, the latest first; `onLeft` hears when another page leaves some. */
export function inside(id, onLeft) {
  left = onLeft;
  return all()
    .filter((edit) => edit.conversation_id === id && !edit.asked && !isElsewhere(edit))
    .sort((one, other) => other.at - one.at);
}

/** The conversation is gone. */
export const forgetInside = (id) => all().forEach((edit) => edit.conversation_id === id && forget(edit.id));

/** What is on its way is said in the list, too, where the message is the last one: "w:<conversation>". */
export function tellList() {
  const before = Object.entries(read("sidebar")).filter(([key, words]) => key.startsWith("w:") && words);
  const told = Object.fromEntries(before.map(([key]) => [key, null]));
  const awaited = all().filter((edit) => edit.asked && edit.seq);
  for (const { conversation_id: id, seq, text } of awaited.sort((one, other) => one.seq - other.seq)) told[`w:${id}`] = { seq, snippet: snippetOf({ body: text }) };
  if (Object.keys(told).length) put("sidebar", told);
}

function answered(edit, why) {
  settle(edit, why);
  tellList();
}

function settle(edit, why) {
  if (underway.get(edit.id) === edit) underway.delete(edit.id);
  if (!underway.has(edit.id) && messageOf(edit.id)?.status) change(edit.id, { status: undefined });
  const kept = of(edit.id);
  if (!kept?.asked || kept.text !== edit.text) return; // others were begun since
  if (!why) return forget(edit.id);
  keep({ ...kept, asked: false });
  refused(kept);
}

function ask(edit) {
  // Words from elsewhere are not replaced unseen. How one's own stand there, that are not answered yet, nobody knows.
  const was = underway.has(edit.id) ? null : edit.from;
  underway.set(edit.id, edit);
  askFor("editMessage", { message_id: edit.id, body: edit.text, was }, (why) => answered(edit, why));
}

/** Whether new words are on their way; those that an earlier page asked for are from here on, before others are begun. */
export function takeUp(id) {
  const edit = of(id);
  if (edit?.asked && !underway.has(id)) ask(edit);
  return underway.has(id);
}

/** Enter: the server is asked to take them, as soon as there is a line. Until then it has heard of none before them. */
export function save(edit) {
  const from = isLive() ? edit.from : (underway.get(edit.id)?.from ?? edit.from);
  keep({ ...edit, from, asked: true });
  tellList();
  ask({ ...edit, from });
}

/** Who is here is known: what an earlier page asked for, and was not answered, is asked for again. `onRefused(edit)` hears what comes to nothing. */
export function resend(onRefused) {
  refused = onRefused;
  for (const edit of all()) if (edit.asked && !underway.has(edit.id)) ask(edit);
}
