// Messages on their way: kept until the server has them, over reloads and restarts.
//
// In each conversation one message is on its way at a time, so a later one never
// overtakes an earlier one. A repeat carries the same client_id: the server keeps
// one. Tabs of one person share the box; sending twice is harmless. Each message is
// kept by itself: no tab, which may see late what another one kept, writes over it.
import { t } from "$/public/i18n.js";
import * as storage from "../base/kept.js";
import { myId } from "../base/self.js";
import { put, read } from "../base/store.js";
import { typedHtml } from "./text.js";

const ANSWER_MS = 10_000;
const TRIES = 2;

let send = () => {};
let ready = () => false;
const underway = new Map(); // conversation -> { client_id, timer, tries }

const prefix = () => `webchat.outbox.${myId()}.`;
const keyOf = (clientId) => `m:${myId()}:${clientId}`;

const heldOf = (clientId) => storage.keptJson(prefix() + clientId);
const keep = (item) => storage.keep(prefix() + item.client_id, JSON.stringify(item));
const forget = (clientId) => storage.forget(prefix() + clientId);

// All that waits, in the order in which it was written.
const box = () =>
  storage
    .keysWith(prefix())
    .map(storage.keptJson)
    .filter(Boolean)
    .sort((one, other) => one.at - other.at);

/** A new client_id, also where pages are opened over plain http. */
export function randomId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function draw(item) {
  if (read("timeline")[keyOf(item.client_id)]?.id) return;
  put("timeline", {
    [keyOf(item.client_id)]: {
      conversation_id: item.conversation_id,
      client_id: item.client_id,
      seq: null,
      order: item.at,
      version: 0,
      status: item.error ? "failed" : "pending",
      error: item.error ?? "",
      sender: { id: myId(), display_name: read("session").me_name_rx_state_, avatar_url: "" },
      kind: item.kind,
      payload: item.payload,
      reply_to: item.reply_to,
      media: item.media,
      body: item.body,
      html: item.body && typedHtml(item.body),
      created_at: new Date(item.at).toISOString(),
    },
  });
}

// The list shows what waits last in a conversation, and whether anything there was not sent; or what has just `arrived`,
// with its `seq`, until the server's list has it, too.
function list(conversationId, arrived) {
  const waits = box().filter((item) => item.conversation_id === conversationId);
  const last = waits.at(-1) ?? arrived;
  const shown = last && { ...last, error: waits.find(({ error }) => error)?.error };
  put("view", { waiting: { ...read("view").waiting, [conversationId]: shown } });
}

function change(clientId, fields) {
  const before = heldOf(clientId);
  if (!before) return;
  const item = { ...before, ...fields };
  keep(item);
  draw(item);
  list(item.conversation_id);
}

function release(conversationId) {
  clearTimeout(underway.get(conversationId)?.timer);
  underway.delete(conversationId);
}

// By its own name: another tab may have taken it out of the box already. Answers whether it was on its way from here.
function letGo(clientId) {
  const found = [...underway].find(([, one]) => one.client_id === clientId);
  if (found) release(found[0]);
  return Boolean(found);
}

function transmit(item, tries = 1) {
  const timer = setTimeout(() => unanswered(item, tries), ANSWER_MS);
  underway.set(item.conversation_id, { client_id: item.client_id, timer });
  const { conversation_id, client_id, body, kind, payload, reply_to_id, media_ids } = item;
  send({ conversation_id, client_id, body, kind, payload, reply_to_id, media_ids });
}

function unanswered(item, tries) {
  release(item.conversation_id);
  if (!ready()) return undefined;
  if (!heldOf(item.client_id)) return flush(); // another tab was told
  // Where the browser knows that there is no network, waiting is not failing.
  if (tries < TRIES || !navigator.onLine) return transmit(item, navigator.onLine ? tries + 1 : tries);
  return failed(item.client_id, t("No answer from the server."));
}

/** Send what waits, the oldest of each conversation first. */
export function flush() {
  if (!ready()) return;
  const before = new Set();
  for (const item of box()) {
    const waits = before.has(item.conversation_id) || underway.has(item.conversation_id);
    // What follows a failed message waits for its person's decision.
    before.add(item.conversation_id);
    if (!item.error && !waits) transmit(item);
  }
}

/** `transport(message)` hands a message to the server; `online()` says whether that makes sense now. */
export function start(transport, online) {
  send = transport;
  ready = online;
}

// Another tab has written something, or has learnt what became of it.
function hear({ key, oldValue, newValue }) {
  if (key?.startsWith(prefix())) list(JSON.parse(newValue ?? oldValue).conversation_id);
}

/** List what other tabs write and send; gives how to stop. */
export function watch() {
  window.addEventListener("storage", hear);
  return () => window.removeEventListener("storage", hear);
}

/** Draw what an earlier page or another tab left here. */
export function restore() {
  const left = box();
  left.forEach(draw);
  new Set(left.map((item) => item.conversation_id)).forEach((id) => list(id));
}

/** The line is gone: what was on its way is sent again when it is back. */
export function interrupted() {
  for (const conversationId of [...underway.keys()]) release(conversationId);
}

/** A new message: drawn at once, sent in its turn; its client_id. `more`: kind, payload, reply_to_id and media_ids, and how they are drawn. */
export function post(conversationId, body, more = {}) {
  const at = Math.max(Date.now(), 1 + (box().at(-1)?.at ?? 0)); // after all others, whatever the clock does
  const item = { client_id: randomId(), conversation_id: conversationId, body, ...more, at };
  keep(item);
  // On its way first: drawing takes milliseconds in which it can travel.
  flush();
  draw(item);
  list(conversationId);
  return item.client_id;
}

/** The server has the message, as the `seq`-th of its conversation. */
export function arrived(clientId, seq) {
  const item = heldOf(clientId);
  if (item) forget(clientId), list(item.conversation_id, { ...item, seq });
  if (letGo(clientId) || item) flush();
}

/** The server refused the message, or nobody answered: it stays, with a way on. */
export function failed(clientId, error) {
  letGo(clientId);
  change(clientId, { error });
  flush();
}

/** The server refused it. That somebody is not there (for us) means more where the two have talked. */
export function refused(clientId, { code, message }) {
  const item = heldOf(clientId);
  const peer = item && read("sidebar")[`c:${item.conversation_id}`]?.peer;
  failed(clientId, code === "not_found" && peer ? t("You cannot write to this person.") : message);
}

/** Send a failed message again, under the same client_id. */
export function retry(clientId) {
  change(clientId, { error: undefined });
  flush();
}

/** Give up a message that was not sent. */
export function discard(clientId) {
  const item = heldOf(clientId);
  letGo(clientId);
  forget(clientId);
  put("timeline", { [keyOf(clientId)]: null });
  if (item) list(item.conversation_id);
  flush();
}
