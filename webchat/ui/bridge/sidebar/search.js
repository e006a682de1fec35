// The search: asks while typing, keeps the answers, opens what was found and finds the way back.
import { isComposing } from "../base/composing.js";
import { closeConversation, followLink, openConversation } from "../base/navigation.js";
import { isLive, server } from "../base/server.js";
import { drop, put, read } from "../base/store.js";
import { giveBack, isLost } from "../parts/focus.js";
import { jumpTo } from "../timeline/places.js";
import { titleOf } from "./list.js";

const PAUSE_MS = 140;
const SINGLE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\p{Extended_Pictographic}/u; // one says enough
const UNFINISHED = /^(from|in|has|after|before):"?$/iu; // nothing is asked yet
let number = 0; // of the latest question
let timer = null; // of the question that is not asked yet
let hurried = false; // Enter came before the answer
let further = false; // more of the present answer was asked for
let before = null; // what had the focus before the search

const field = () => document.querySelector('input[type="search"]');
const text = () => read("view").search_text ?? "";

/** To the search, from anywhere. */
export function focusSearch() {
  if (!field()?.offsetParent) closeConversation();
  put("view", { search_open: true });
  queueMicrotask(() => requestAnimationFrame(() => focusSoon()));
}

// On a phone the list comes when the router has left the conversation, some frames later.
function focusSoon(frames = 120) {
  if (!field()?.offsetParent && frames) return requestAnimationFrame(() => focusSoon(frames - 1));
  field()?.focus();
  field()?.select();
}

/** Search in the open conversation only. */
export function searchHere() {
  const id = read("view").open;
  const conversation = read("sidebar")[`c:${id}`];
  if (!conversation) return;
  put("view", { search_scope: id, search_scope_title: titleOf(conversation) });
  focusSearch();
  ask();
}

/** In all conversations again. */
export function leaveScope() {
  put("view", { search_scope: 0, search_scope_title: "" });
  field()?.focus();
  ask();
}

const SEARCH = ".search, .narrowings, .results";

/** The field got the focus. */
export function openSearch({ relatedTarget: from }) {
  if (from && !from.closest(SEARCH)) before = from;
  put("view", { search_open: true });
}

// To where one was, unless one is somewhere else by now.
function leaveField() {
  const from = before;
  before = null;
  if (isLost() || !document.activeElement.closest(SEARCH)) return;
  document.activeElement.blur();
  if (from?.isConnected) giveBack(from);
}

function stopTimer() {
  clearTimeout(timer);
  timer = null;
  hurried = false;
}

/** Away with question and answers, back to the list, and with the focus to where one was. */
export function closeSearch() {
  stopTimer();
  number += 1;
  field() && (field().value = "");
  put("view", { search_open: false, search_text: "", search_asked: 0, search_shown: 0, search_scope: 0, search_scope_title: "" });
  drop("search", (key) => key.startsWith("h:"));
  leaveField();
}

/** The text changed: ask a moment after the last key. */
export function typeSearch(event) {
  put("view", { search_text: event.target.value, search_open: true });
  stopTimer();
  timer = setTimeout(ask, PAUSE_MS);
}

/** Put a completion in the place of the word that is being typed. */
export function takeChip(value) {
  const kept = text().replace(/(^|\s)[^\s"]*(?:"[^"]*)?$/u, "$1");
  const whole = `${kept}${value}${value.endsWith(":") ? "" : " "}`;
  field().value = whole;
  field().focus();
  put("view", { search_text: whole });
  stopTimer();
  ask();
}

const question = () => ({ query: text().trim(), conversation_id: read("view").search_scope || 0 });

/** Ask (again). */
export function ask() {
  clearTimeout(timer);
  timer = null;
  const asked = question();
  further = false;
  number += 1;
  if (!asked.query || UNFINISHED.test(asked.query)) return put("view", { search_asked: 0, search_shown: 0 });
  put("view", { search_asked: number });
  const messages = [...asked.query].length > 1 || SINGLE.test(asked.query) || Boolean(asked.conversation_id);
  if (isLive()) server.look({ ...asked, messages, asked: number });
}

/** Back on line: what was not answered is asked again. */
export function resend() {
  further = false;
  const { search_asked: asked, search_shown: shown } = read("view");
  if (asked && asked !== shown) ask();
}

/** Answers came: the latest question's is shown, others are dropped. */
export function takeUpdate(delta) {
  for (const key of Object.keys(delta)) {
    const [kind, asked, page] = key.split(":");
    if (kind !== "h" || !delta[key]) continue;
    if (Number(asked) === number && page === "0") {
      put("view", { search_shown: number });
      document.querySelector(".results")?.scrollTo(0, 0);
      if (hurried && document.activeElement === field()) openFirst(delta[key]);
      hurried = false;
    }
    if (Number(asked) === number) further = false;
    queueMicrotask(() => drop("search", (one) => one.startsWith("h:") && !one.startsWith(`h:${number}:`)));
  }
}

/** The pages of the answer that is shown. */
export function pagesOf(search, shown) {
  const pages = [];
  while (shown && search[`h:${shown}:${pages.length}`]) pages.push(search[`h:${shown}:${pages.length}`]);
  return pages;
}

/** More messages of the same question. */
export function searchFurther() {
  const pages = pagesOf(read("search"), read("view").search_shown);
  const cursor = pages.at(-1)?.next;
  if (!cursor || further || !isLive() || read("view").search_shown !== number) return;
  further = true;
  server.lookFurther({ ...question(), cursor, asked: number, page: pages.length });
}

export function scrollResults(event) {
  const list = event.currentTarget;
  if (list.scrollHeight - list.scrollTop - list.clientHeight < 400) searchFurther();
}

/** Open a message that was found, in its context; the results stay. */
export function openHit(row, event) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  put("view", { search_hit: row.key });
  jumpTo(row.id, row.seq);
}

/** Open a conversation that was found. */
export function openFound(row, event) {
  put("view", { search_hit: row.key });
  followLink(event);
}

/** Begin or go on talking with a person who was found. */
export const openPerson = (id) => server.talkTo({ user_id: id });

const hits = () => [...document.querySelectorAll(".results .hit")];

// The first of an answer whose rows are not drawn yet.
function openFirst({ conversations = [], people = [], messages = [] }) {
  const id = conversations.find((one) => read("sidebar")[`c:${one}`]);
  const [person, message] = [people[0], messages[0]];
  if (id) put("view", { search_hit: `conversation:${id}` }), openConversation(id);
  else if (person) openPerson(person.id);
  else if (message) put("view", { search_hit: `message:${message.id}` }), jumpTo(message.conversation_id, message.seq);
}

// What is written is meant, not what an answer to the first letters of it begins with.
function enter() {
  if (timer) ask();
  const { search_asked: asked, search_shown: shown } = read("view");
  if (asked === shown) hits()[0]?.click();
  else hurried = true;
}

/** Keys in the field: down to the results, Enter opens the first, Escape leaves. */
export function keyInField(event) {
  if (isComposing(event)) return;
  if (event.key === "ArrowDown") hits()[0]?.focus();
  else if (event.key === "Enter") enter();
  else if (event.key === "Escape") closeSearch();
  else return;
  event.preventDefault();
}

/** Keys among the results: arrows move, from the first one up and with Escape back to the field. */
export function moveInResults(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = hits();
  const at = all.indexOf(document.activeElement);
  if (event.key === "Escape" || (step === -1 && at === 0)) field()?.focus();
  else if (step && at >= 0) all[at + step]?.focus();
  else return;
  event.preventDefault();
}

/** From the conversation back to the result that it was opened from; says whether there is one. */
export function backToResults({ target }) {
  const hit = read("view").search_open && target.closest?.(".main") && document.querySelector(".results .hit[aria-current=true]");
  hit?.focus?.();
  return Boolean(hit);
}

/** Ctrl+K (Cmd+K) searches from anywhere. */
export function watchKeys() {
  const press = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) focusSearch();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
