// Unread messages in the title and the icon of the tab.
import { tell } from "../base/embedded.js";
import { read } from "../base/store.js";
import { totalUnread } from "./list.js";

const TITLE = "WebChat";
let shown = -1;
let timer = null;

// A moment later: a message that is seen as it lands never flickers in the title.
/** Make title and icon agree with the list. */
export function refresh() {
  timer ??= setTimeout(show, 150);
}

function show() {
  timer = null;
  const count = totalUnread(read("sidebar"), read("session"));
  if (count === shown) return;
  shown = count;
  tell("unread", { count });
  // On the icon of the installed app.
  if (count) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
  document.title = count ? `(${count}) ${TITLE}` : TITLE;
  const icon = document.querySelector('link[rel="icon"][type="image/svg+xml"]');
  if (icon) icon.href = count ? "/favicon-unread.svg" : "/favicon.svg";
}
