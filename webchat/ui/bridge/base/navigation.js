// Going to a page of the app without loading it anew.
import { pathTo } from "./embedded.js";

let navigate = () => {};

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

export const openConversation = (id) => navigate(pathTo(id));
export const closeConversation = () => navigate(pathTo(0));
