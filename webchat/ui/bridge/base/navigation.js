// Going to a page of the app without loading it anew.
import { pathTo } from "./embedded.js";

const STEP_MS = 1000; // a step back that has not come by then does not come
let navigate = () => {};
// The conversation that the router was sent to and has not shown yet: the next step begins there.
let ahead = 0;
let stepping = null; // while a step back of our own is on its way
let landed = null;
let levelling = null; // while what was closed has not left the history yet

/** Core lends the router's way to go elsewhere. */
export function useNavigation(navigateTo) {
  navigate = navigateTo;
}

/** A link was clicked: its page comes without loading the app anew; other clicks stay the browser's. */
export function followLink(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo(new URL(event.currentTarget.href).pathname);
}

/** Go to a path of the app. */
export const goTo = (path, options) => void onceStill(() => navigate(path, options));

/** Go back so many entries of the history. It takes a while, and whoever went elsewhere meanwhile would be taken back there. */
export function stepBack(entries) {
  const late = new Promise((done) => setTimeout(done, STEP_MS));
  stepping = Promise.race([new Promise((done) => (landed = done)), late]).then(() => (stepping = landed = null));
  window.history.go(-entries);
}

/** Whether a step back that the history tells of is the one of our own. */
export function hasStepped() {
  const ours = Boolean(landed);
  landed?.();
  landed = null;
  return ours;
}

/** Do something at once, or when the step back on its way has come. */
export const onceStill = (run) => (stepping ? stepping.then(run) : run());

/** Say that what was opened or closed is on its way into or out of the history, until `settled`. */
export function level(settled) {
  const ours = settled.finally(() => levelling === ours && (levelling = null));
  levelling = ours;
}

/** Do something when what was just closed has left the history, too: what replaces a page must not replace a layer's entry. */
export const onceLevel = (run) => (levelling ? levelling.then(() => onceStill(run)) : onceStill(run));

/** The conversation that an address shows; 0 for none. */
export const conversationAt = (path) => Number(/^\/(?:chat|embed)\/(\d+)/.exec(path)?.[1] ?? 0);

/** The conversation that is open, or about to be. */
export const conversationAhead = () => ahead || conversationAt(window.location.pathname);

/** Whether the router is on its way to a conversation. */
export const isUnderway = () => ahead !== 0 && ahead !== conversationAt(window.location.pathname);

/** The router has arrived somewhere. */
export function settle() {
  ahead = 0;
}

export function openConversation(id) {
  ahead = id;
  goTo(pathTo(id));
}

export const closeConversation = () => goTo(pathTo(0));
