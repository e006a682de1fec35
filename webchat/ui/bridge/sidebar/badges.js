// Unread messages in the title and the icon of the tab; in its title who calls, too.
import { tell } from "../base/embedded.js";
import { read } from "../base/store.js";
import { totalUnread } from "./list.js";

const TITLE = "WebChat";
let shown = -1;
let caller = ""; // what is said of them
let timer = null;

// On the icon of the installed app.
function number(count) {
  const marking = count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  marking?.catch(() => {});
}

/** Nobody is signed in here any more: from now on the icon of the app says nothing of them. */
export function forget() {
  clearTimeout(timer);
  timer = -1;
  number(0);
}

// A moment later: a message that is seen as it lands never flickers in the title.
/** Make title and icon agree with the list. */
export function refresh() {
  timer ??= setTimeout(show, 150);
}

const entitle = () => (document.title = [shown > 0 && `(${shown})`, caller || TITLE].filter(Boolean).join(" "));

/** Say this of who calls in place of the product's name; "" when nobody does any more. */
export function announce(words) {
  caller = words;
  entitle();
}

function show() {
  timer = null;
  const count = totalUnread(read("sidebar"), read("session"));
  number(count); // each time: the worker may have said something else since
  if (count === shown) return;
  shown = count;
  tell("unread", { count });
  entitle();
  const icon = document.querySelector('link[rel="icon"][type="image/svg+xml"]');
  if (icon) icon.href = count ? "/favicon-unread.svg" : "/favicon.svg";
}
