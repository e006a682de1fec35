// Unfinished messages: kept in this browser at once, on the server a moment later, shown on all devices.
//
// "d:<conversation>" of the list is what is shown. A draft that is dirty here was not saved yet; it wins
// over what comes from elsewhere, for the server compares the times. `by` is the page that wrote it.
import { t } from "$/public/i18n.js";
import * as storage from "../base/kept.js";
import { myId } from "../base/self.js";
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { copy } from "../parts/clipboard.js";
import { snippetOf } from "../timeline/held.js";
import { pagesWith } from "./pages.js";

const SAVE_MS = 1000;
const LEFT_MS = 2 * SAVE_MS; // by then a tab that is written in has saved by itself
const LONGEST = 20_000;
const TOLD_MS = 30_000; // the words of a draft whose place is gone

const timers = new Map(); // conversation -> the timer of its saving
const unsaved = new Map(); // conversation -> what was written here and is not on its way to the server yet
const said = new Map(); // conversation -> what the server has there, as far as this page knows
const underway = new Map(); // conversation -> the texts whose saving is not answered yet, the oldest first
const pages = pagesWith("draft");
const awaited = new Set(); // conversations whose draft is saved as soon as the page that wrote it is gone
let composer = null; // { field, refresh, answer, busy }
let showing = false;

const prefix = () => `webchat.draft.${myId()}.`;

function held(id) {
  const draft = storage.keptJson(prefix() + id);
  return typeof draft?.body === "string" ? draft : null;
}

function hold(id, draft) {
  if (draft) storage.keep(prefix() + id, JSON.stringify(draft));
  else storage.forget(prefix() + id);
}

// Whether the server has said what there is.
const isListed = () => "drafts" in read("sidebar");

const heldIds = () => storage.keysWith(prefix()).map((key) => Number(key.slice(prefix().length)));

const isEmpty = (draft) => !draft?.body.trim() && !draft?.reply_to;

function show(id, draft) {
  showing = true; // this is not the server's word
  put("sidebar", { [`d:${id}`]: !isEmpty(draft) ? { body: draft.body.trimEnd(), reply_to: draft.reply_to ?? null } : null });
  showing = false;
}

/** The composer that shows drafts; `refresh()` makes it fit a text that did not come from typing, `answer(id)` shows what it answers. */
export function use(field, { refresh, answer, busy }) {
  composer = { field, refresh, answer, busy };
}

/** What is unfinished there: {body, reply_to}. */
export const draftOf = (id) => held(id) ?? { body: "", reply_to: null };

function save(id) {
  clearTimeout(timers.get(id));
  timers.delete(id);
  unsaved.delete(id);
  const draft = held(id);
  if (!draft?.dirty) return;
  show(id, draft);
  if (!isLive() || draft.body.length > LONGEST) return;
  said.set(id, isEmpty(draft) ? null : draft);
  underway.set(id, [...(underway.get(id) ?? []), draft.body.trimEnd()]);
  server.draft({ conversation_id: id, body: draft.body, reply_to_id: draft.reply_to?.id ?? null, age_ms: Math.max(0, Date.now() - draft.at) });
}

/** The text, or what it answers, changed. */
export function keep(id, body, replyTo = null) {
  const empty = !body.trim() && !replyTo;
  // What the server never saw need not be taken back from it; before its list came, nobody knows.
  const unknown = isListed() && !said.get(id) && !underway.has(id);
  const draft = empty && unknown ? null : { body, reply_to: replyTo, at: Date.now(), by: pages.here(), dirty: true };
  hold(id, draft);
  clearTimeout(timers.get(id));
  timers.delete(id);
  unsaved.delete(id);
  if (!draft) return;
  if (empty) return save(id);
  unsaved.set(id, draft);
  timers.set(id, setTimeout(() => save(id), SAVE_MS));
}

// What a tab that is gone, or this one before a reload, wrote and did not save. Another tab that is still there saves its own,
// however late: what was saved beside it, it would not know to take back when it sends. Where there are no locks, only time tells.
async function saveLeft(id) {
  const draft = held(id);
  if (!draft?.dirty || timers.has(id) || awaited.has(id)) return;
  const age = Date.now() - draft.at;
  const look = () => (timers.delete(id), saveLeft(id));
  if (age >= 0 && age <= LEFT_MS) return void timers.set(id, setTimeout(look, LEFT_MS - age + 1));
  awaited.add(id);
  const letGo = draft.by === pages.here() ? () => {} : await pages.claim(draft.by, true);
  awaited.delete(id);
  if (held(id)?.by === draft.by) save(id);
  letGo();
}

/** The conversation, or the page, is left. */
export const saveNow = () => [...timers.keys()].forEach(save);

/** The line is gone: what was not answered is said again. */
export const interrupted = () => underway.clear();

/** Back on line, and it is certain who is here: the list may have come before. */
export function resend() {
  if (isListed()) takeAll();
  // What was not saved before a reload could not be found before one knew whose it is.
  const { open } = read("view");
  if (open && held(open)) fill(open, held(open));
  heldIds().forEach(saveLeft);
}

const isWriting = (field) => document.activeElement === field && field.value;

function fill(id, draft, before, elsewhere = false) {
  const field = composer?.field;
  if (!field || read("view").open !== id || composer.busy()) return;
  const same = field.value.trimEnd() === draft.body;
  if (same && before?.reply_to?.id === draft.reply_to?.id) return;
  composer.answer(id);
  if (!same && !elsewhere && draft.body && isWriting(field)) return;
  if (!same) field.value = draft.body;
  composer.refresh();
}

// Whether this is the server's word on the latest of our texts, or on none of them: then another device wrote later.
function isLast(id, body, now) {
  const texts = underway.get(id) ?? [];
  const at = texts.indexOf(body);
  const left = at < 0 ? [] : texts.slice(at + 1);
  if (left.length) underway.set(id, left);
  else underway.delete(id);
  return !left.length && texts.at(-1) === now.trimEnd();
}

function adopt(id, value) {
  const before = held(id);
  const draft = { body: value?.body ?? "", reply_to: value?.reply_to ?? null };
  const last = isLast(id, draft.body, before?.body ?? "");
  if (before?.dirty && !last) return;
  const next = draft.body || draft.reply_to ? { ...draft, dirty: false } : null;
  // Not again: what another tab is writing may not be seen here yet, and would be lost.
  if (JSON.stringify(next) !== JSON.stringify(before)) hold(id, next);
  fill(id, draft, before);
}

// Another tab of this browser wrote: nobody does so in two of them at once, and its text is not to be sent from both.
// Its word of what the server has is older than what is being written here.
function takeOver({ key }) {
  if (!myId() || !key?.startsWith(prefix())) return;
  const id = Number(key.slice(prefix().length));
  if (held(id)?.dirty === false && unsaved.has(id)) return hold(id, unsaved.get(id));
  const draft = draftOf(id);
  if (isEmpty(draft)) show(id, null); // it was sent, or given up: if the server never had it, nobody else says so
  fill(id, draft, null, true);
}

/** Follow the other tabs of this browser; answers how to stop. */
export function watch() {
  window.addEventListener("storage", takeOver);
  return () => window.removeEventListener("storage", takeOver);
}

function takeAll() {
  for (const id of new Set([...said.keys(), ...heldIds()])) adopt(id, said.get(id));
  for (const id of heldIds()) if (held(id).dirty) show(id, held(id));
}

/** What an update of the list says of drafts; "drafts": these are all that there are. */
export function takeUpdate(delta) {
  if (showing) return;
  const told = Object.keys(delta).filter((key) => key.startsWith("d:"));
  if ("drafts" in delta) said.clear();
  for (const key of told) said.set(Number(key.slice(2)), delta[key]);
  if (!myId()) return;
  if ("drafts" in delta) takeAll();
  else for (const key of told) adopt(Number(key.slice(2)), delta[key]);
}

/** Words that were not sent after all are a draft again, before what was begun since; what it answers already stays. */
export function giveBack(id, body, replyTo = null) {
  const begun = draftOf(id);
  const text = begun.body.trim() ? `${body}\n${begun.body}` : body;
  keep(id, text, begun.reply_to ?? replyTo);
  if (!composer || read("view").open !== id || composer.busy()) return;
  composer.field.value = text;
  composer.refresh();
  composer.answer(id);
  composer.field.focus();
}

/** A conversation is gone. What was being written there can be copied; where one looks at it, its place says so (`parting.js`). */
export function gone(id) {
  said.delete(id);
  const words = id === read("view").open ? "" : draftOf(id).body.trim();
  if (!words) return;
  const copyWords = async () => (await copy(words), toasts.show({ text: t("Copied") }));
  toasts.show({ text: t("Not sent, for you are no longer in that conversation: {names}", { names: snippetOf({ body: words }) }), label: t("Copy text"), run: copyWords, ms: TOLD_MS });
  clearTimeout(timers.get(id));
  timers.delete(id);
  unsaved.delete(id);
  hold(id, null);
}

/** Empty the composer: its text is on its way by another door. */
export function empty() {
  if (!composer) return;
  composer.field.value = "";
  keep(read("view").open, "");
  composer.refresh();
  composer.answer(read("view").open);
}
