// What people do, as functions that components compiled from Python call by name.
import { pathTo } from "./embedded.js";
import * as notifier from "./notifier.js";
import * as conversation from "./conversation.js";
import * as offline from "./offline.js";
import * as outbox from "./outbox.js";
import * as places from "./places.js";
import { server } from "./server.js";
import { put, read } from "./store.js";
import * as toasts from "./toasts.js";
import { forgetAll } from "./vault.js";
import { recorder } from "./voice.js";

let navigate = () => {};
let anchor = null;

/** Core lends the router's way to go elsewhere. */
export function useNavigation(navigateTo) {
  navigate = navigateTo;
}

/** Go to a page of the app without loading it anew; other clicks stay the browser's. */
export function followLink(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(new URL(event.currentTarget.href).pathname);
}

/** Go to a path of the app. */
export const goTo = (path, options) => navigate(path, options);

export const openConversation = (id) => navigate(pathTo(id));
export const closeConversation = () => navigate(pathTo(0));

const PREPARE = {
  share: () => {},
  new: () => lookForPeople(""),
  settings: () => put("view", { theme: window.webchatTheme.theme, accent: window.webchatTheme.accent, previews: window.webchatTheme.previews }),
};

export function openDialog(name) {
  PREPARE[name]();
  put("view", { dialog: name });
}

export const closeDialog = () => put("view", { dialog: "" });

export const retryMessage = (clientId) => outbox.retry(clientId);
export const discardMessage = (clientId) => outbox.discard(clientId);
export const jumpToEnd = () => {
  places.forgetWay();
  conversation.toEnd();
  put("view", { jump: (read("view").jump ?? 0) + 1 });
};

/** Open the menu of a message beside the button that was pressed. */
export function openMenu(row, event) {
  event.preventDefault();
  anchor = event.currentTarget;
  put("view", { menu: { row } });
}

const HOLD_MS = 450;

/** A finger rests on a message: its menu opens, unless the finger moves or leaves first. */
export function holdMessage(row, event) {
  if (!row.id || row.deleted) return;
  const target = event.currentTarget;
  const timer = setTimeout(() => openMenu(row, { currentTarget: target, preventDefault: () => {} }), HOLD_MS);
  const leave = (ended) => {
    clearTimeout(timer);
    // The tap that ends the hold must not press what lies under the finger now.
    if (read("view").menu && ended.cancelable) ended.preventDefault();
  };
  target.addEventListener("touchmove", () => clearTimeout(timer), { once: true, passive: true });
  for (const end of ["touchend", "touchcancel"]) target.addEventListener(end, leave, { once: true });
}

/** The element that the menu stands beside, and that the focus returns to. */
export const menuAnchor = () => anchor;

export const closeMenu = () => put("view", { menu: null });

/** Look for people while typing, a moment after the last key. */
let finding = null;
export function findPeople(event) {
  clearTimeout(finding);
  const query = event.target.value;
  finding = setTimeout(() => lookForPeople(query), 120);
}

function lookForPeople(query) {
  put("view", { people_query: query });
  server.find({ query });
}

/** "theme" or "accent", at once and for this browser. */
export function setLook(key, value) {
  window.webchatTheme.set(key, value);
  put("view", { [key]: value });
}

/** A notice came: it is shown as a toast. */
export function notify() {
  const text = read("view").notice;
  if (!text) return;
  put("view", { notice: "" });
  toasts.show({ text });
}

/** Sign out here: the session ends on the server, then the page starts anew. */
export async function signOut() {
  await fetch("/session", { method: "DELETE" });
  await leave();
}

/** This browser is nobody's any more: nothing of them stays, and the first page comes. */
export async function leave() {
  // Drafts and unsent messages are this person's, and the browser may be shared.
  const own = /^webchat\.(me$|me_id$|draft\.|outbox\.)/;
  Object.keys(localStorage).filter((key) => own.test(key)).forEach((key) => localStorage.removeItem(key));
  recorder?.cancel();
  offline.forget();
  await notifier.forget();
  await forgetAll();
  window.location.assign("/");
}
