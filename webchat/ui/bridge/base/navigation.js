// Going to a page of the app without loading it anew.
import { pathTo } from "./embedded.js";

let navigate = () => {};
// The conversation that the router was sent to and has not shown yet: the next step begins there.
let ahead = 0;

/** Core lends the router's way to go elsewhere. */
export function useNavigation(navigateTo) {
  navigate = navigateTo;
}

/** A link was clicked: its page comes without loading the app anew; other clicks stay the browser's. */
export function followLink(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(new URL(event.currentTarget.href).pathname);
}

/** Go to a path of the app. */
export const goTo = (path, options) => navigate(path, options);

/** The conversation that an address shows; 0 for none. */
export const conversationAt = (path) => Number(/^\/(?:chat|embed)\/(\d+)/.exec(path)?.[1] ?? 0);

/** The conversation that is open, or about to be. */
export const conversationAhead = () => ahead || conversationAt(window.location.pathname);

/** The router has arrived somewhere. */
export function settle() {
  ahead = 0;
}

export function openConversation(id) {
  ahead = id;
  navigate(pathTo(id));
}

export const closeConversation = () => navigate(pathTo(0));
