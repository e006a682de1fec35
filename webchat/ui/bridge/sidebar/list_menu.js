// The menu of a conversation in the list: pin, archive, mute, hide, block, mark as read.
import { t } from "$/public/i18n.js";
import { toggleBlock } from "../account/blocks.js";
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";
import { notify } from "../base/toasts.js";
import { readToTheEnd } from "../timeline/receipts.js";

const HOLD_MS = 450;
let anchor = null;

/** Open the menu where the pointer is, or beside what has the focus. */
export function openListMenu(row, event) {
  event.preventDefault();
  const target = event.currentTarget;
  const box = target.getBoundingClientRect();
  const [x, y] = event.clientX || event.clientY ? [event.clientX, event.clientY] : [box.left + box.width / 2, box.bottom];
  const back = target.closest(".entry")?.querySelector("a") ?? target;
  anchor = { getBoundingClientRect: () => new DOMRect(x, y, 0, 0), focus: (options) => back.focus(options) };
  put("view", { list_menu: row, list_menu_page: "main" });
}

/** A finger rests on a conversation: its menu opens, unless the finger moves or leaves first. */
export function holdConversation(row, event) {
  const target = event.currentTarget;
  const { clientX, clientY } = event.touches[0];
  const timer = setTimeout(() => openListMenu(row, { currentTarget: target, clientX, clientY, preventDefault: () => {} }), HOLD_MS);
  const leave = (ended) => {
    clearTimeout(timer);
    // The tap that ends the hold must open nothing.
    if (read("view").list_menu_page && ended.cancelable) ended.preventDefault();
  };
  target.addEventListener("touchmove", () => clearTimeout(timer), { once: true, passive: true });
  for (const end of ["touchend", "touchcancel"]) target.addEventListener(end, leave, { once: true });
}

export const listMenuAnchor = () => anchor;
export const closeListMenu = () => put("view", { list_menu_page: "" });
export const openMutePage = () => put("view", { list_menu_page: "mute" });

// What is wished shows at once; the server's own word follows to every tab.
function prefer(changes, shown) {
  const { id } = read("view").list_menu;
  closeListMenu();
  if (!isLive()) return say(t("Not connected just now. Try again in a moment."));
  put("sidebar", { [`q:${id}`]: { ...read("sidebar")[`q:${id}`], ...shown } });
  server.prefer({ conversation_id: id, ...changes });
}

function say(notice) {
  put("view", { notice });
  notify();
}

const lastSeq = () => read("sidebar")[`l:${read("view").list_menu.id}`]?.seq ?? 0;

export const togglePin = () => prefer({ pinned: !read("view").list_menu.pinned }, { pinned: !read("view").list_menu.pinned });

export function toggleArchive() {
  const { archived } = read("view").list_menu;
  prefer({ archived: !archived }, { archived_seq: archived ? null : lastSeq() });
}

export function hideConversation() {
  prefer({ hidden: true }, { hidden_seq: lastSeq(), pinned: false });
  say(t("Hidden until something new is said. The search still finds it."));
}

const MORNING = 8; // o'clock

function minutesUntilMorning() {
  const now = new Date();
  return Math.ceil((new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING) - now) / 60_000);
}

/** `notify` for so many minutes, until "tomorrow" morning, or with 0 for good. */
export function mute(notify, duration) {
  const minutes = duration === "tomorrow" ? minutesUntilMorning() : duration;
  const until = minutes ? new Date(Date.now() + minutes * 60_000).toISOString() : null;
  prefer({ notify, mute_minutes: minutes || null }, { notify, muted_until: until });
}

export const unmute = () => prefer({ notify: "all", mute_minutes: null }, { notify: "all", muted_until: null });

export function toggleBlocked() {
  closeListMenu();
  toggleBlock(read("view").list_menu);
}

export function markAsRead() {
  readToTheEnd(read("view").list_menu.id);
  closeListMenu();
}
