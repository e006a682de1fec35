// The search's field and keys: asks while typing, opens what was found and finds the way back.
import { isComposing } from "../base/composing.js";
import { closeConversation, followLink, openConversation } from "../base/navigation.js";
import { server } from "../base/server.js";
import { put, read } from "../base/store.js";
import { giveBack, isLost } from "../parts/focus.js";
import { jumpTo } from "../timeline/places.js";
import { titleOf } from "./list.js";
import { ask, askSoon, forget, hitsOf, onceAnswered, pagesOf, searchFurther, stopWaiting } from "./search_answers.js";

let before = null; // what had the focus before the search

const field = () => document.querySelector('input[type="search"]');

/** To the search, from anywhere. */
function focusSearch() {
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

/** Away with question and answers, back to the list, and with the focus to where one was. */
export function closeSearch() {
  field() && (field().value = "");
  put("view", { search_open: false });
  forget();
  leaveField();
}

/** The text changed: ask a moment after the last key. */
export function typeSearch(event) {
  put("view", { search_text: event.target.value, search_open: true });
  askSoon();
}

/** Put a completion in the place of the word that is being typed. */
export function takeChip(value) {
  const kept = (read("view").search_text ?? "").replace(/(^|\s)[^\s"]*(?:"[^"]*)?$/u, "$1");
  const whole = `${kept}${value}${value.endsWith(":") ? "" : " "}`;
  field().value = whole;
  field().focus();
  put("view", { search_text: whole });
  stopWaiting();
  ask();
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

const OPEN = {
  conversation: ({ key, found: id }) => (put("view", { search_hit: key }), openConversation(id)),
  person: ({ found: person }) => openPerson(person.id),
  message: ({ key, found: hit }) => (put("view", { search_hit: key }), jumpTo(hit.conversation_id, hit.seq)),
};

// Who went elsewhere before the answer came stays there.
function openFirst() {
  if (document.activeElement !== field()) return;
  const [first] = hitsOf(pagesOf(read("search"), read("view").search_shown), read("sidebar"));
  if (first) OPEN[first.type](first);
}

const hits = () => [...document.querySelectorAll(".results .hit")];

/** Keys in the field: down to the results, Enter opens the first, Escape leaves. */
export function keyInField(event) {
  if (isComposing(event)) return;
  if (event.key === "ArrowDown") hits()[0]?.focus();
  else if (event.key === "Enter") onceAnswered(openFirst); // what is written is meant, not what its first letters found
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
