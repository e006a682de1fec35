// The list's folders: what belongs where, how much is unread, and fetching what is not here yet.
import { mark, number, t } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { drop, put, read } from "../base/store.js";
import { badgeOf } from "../parts/shape.js";
import { unreadMentions, unreadOf } from "./unread.js";

const PAUSE_MS = 300; // between two pages of a folder
const indexes = new WeakMap();
const asked = new Set(); // conversations that were asked for
let clock = null;
let paused = { folder: "", at: 0 };
let again = null; // the folder that is read again after the line was away: {folder, more, edge, unsure}; `unsure` was not told yet

// Made once for each state of the list: nothing here walks all keys for every row.
/** The ids of all conversations held, and the numbers of unread messages that name this person, by conversation. */
export function indexOf(sidebar) {
  let index = indexes.get(sidebar);
  if (!index) indexes.set(sidebar, (index = makeIndex(sidebar)));
  return index;
}

function makeIndex(sidebar) {
  const ids = [];
  for (const key in sidebar) if (key.startsWith("c:") && sidebar[key]) ids.push(Number(key.slice(2)));
  return { ids, naming: unreadMentions(sidebar) };
}

/** Whether a conversation is muted at this moment; the timer ends here, by the clock. */
export const isMuted = (mine) => Boolean(mine) && (mine.notify ?? "all") !== "all" && !(mine.muted_until && new Date(mine.muted_until) <= Date.now());

/** Whether it is listed apart: something new brings it back, unless it is muted. */
export const isArchived = (mine, last) => mine?.archived_seq != null && (mine.archived_seq >= (last?.seq ?? 0) || isMuted(mine));

/** Whether it is out of sight until something new is said. */
const isHidden = (mine, last) => mine?.hidden_seq != null && mine.hidden_seq >= (last?.seq ?? 0);

/** The moment by which the list is ordered. */
export const activeAt = (sidebar, id) => sidebar[`l:${id}`]?.created_at ?? sidebar[`c:${id}`].created_at;

// Down to where a folder is known here.
const knownOf = (sidebar, folder) => (again?.folder === folder ? again : sidebar[`f:${folder}`]);

/** Whether a conversation stands in a folder, as far as that folder is known here. */
export function standsIn(folder, id, sidebar, view, me) {
  const [conversation, last, mine] = [sidebar[`c:${id}`], sidebar[`l:${id}`], sidebar[`q:${id}`]];
  if (isHidden(mine, last) || isArchived(mine, last) !== (folder === "archived")) return false;
  if (folder === "unread" && !unreadOf(sidebar, id, me) && view.open !== id) return false;
  if ((folder === "groups" && conversation.kind !== "group") || (folder === "direct" && conversation.kind === "group")) return false;
  const known = knownOf(sidebar, folder);
  return !known?.more || mine?.pinned || Date.parse(activeAt(sidebar, id)) >= Date.parse(known.edge);
}

/** Unread messages that count in the title: of muted conversations only those that name this person. */
export function countedUnread(sidebar, id, me) {
  const mine = sidebar[`q:${id}`];
  const unread = unreadOf(sidebar, id, me);
  return unread && isMuted(mine) ? (indexOf(sidebar).naming.get(id) ?? 0) : unread;
}

const FOLDERS = { all: mark("All"), unread: mark("Unread"), groups: mark("Groups"), direct: mark("Direct") };
const TAKES = { unread: () => true, groups: (kind) => kind === "group", direct: (kind) => kind !== "group" };
let tabs = [];

/** The tabs above the list, each but the first with how many of its conversations wait to be read. */
export function folderTabs(sidebar, view, session) {
  const me = session.me_id_rx_state_;
  const waiting = indexOf(sidebar).ids.filter((id) => countedUnread(sidebar, id, me) && !isArchived(sidebar[`q:${id}`], sidebar[`l:${id}`]));
  const chosen = view.folder ?? "all";
  const made = Object.keys(FOLDERS).map((name) => {
    const count = name === "all" ? 0 : waiting.filter((id) => TAKES[name](sidebar[`c:${id}`].kind)).length;
    return { name, label: t(FOLDERS[name]), count: badgeOf(count), chosen: name === chosen };
  });
  if (JSON.stringify(made) !== JSON.stringify(tabs)) tabs = made;
  return tabs;
}

/** What the way to the archived ones says; empty where there are none. */
export function archivedLabel(sidebar, view) {
  if ((view.folder ?? "all") !== "all") return "";
  const count = indexOf(sidebar).ids.filter((id) => isArchived(sidebar[`q:${id}`], sidebar[`l:${id}`]) && !isHidden(sidebar[`q:${id}`], sidebar[`l:${id}`])).length;
  return count ? number(count) : "";
}

/** Show a folder, fetching its first page where it is not here. */
export function openFolder(name) {
  put("view", { folder: name });
  document.querySelector(".list")?.scrollTo(0, 0);
  if (!read("sidebar")[`f:${name}`]) more();
}

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/** Arrows move between the tabs. */
export function moveTab(event) {
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll('[role="tab"]')];
  const step = STEPS[event.key] * (getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1);
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  next.focus();
  next.click();
}

/** Fetch the next page of the chosen folder, where there is one. */
export function more() {
  const folder = read("view").folder ?? "all";
  const known = knownOf(read("sidebar"), folder);
  if (!isLive() || again?.folder === folder || (known && !known.more)) return;
  clearTimeout(paused.timer);
  const wait = paused.folder === folder ? paused.at + PAUSE_MS - Date.now() : 0;
  // Who stands at the very end turns the wheel in vain: nothing scrolls that could ask again.
  if (wait > 0) return void (paused.timer = setTimeout(more, wait));
  paused = { folder, at: Date.now() };
  server.more({ folder });
}

const isBelow = (sidebar, id, edge) => !edge || Date.parse(activeAt(sidebar, id)) < Date.parse(edge);
const keysOf = (ids, kinds) => new RegExp(`^[${kinds}]:(${[...ids].join("|")})(:|$)`);

/** A full list comes (after a reconnect), in place of what is here. Of the folder that is looked at, `shown`, what stood further down stays until that is read again, too: the reader keeps their place. */
export function beginAnew(delta, shown) {
  const sidebar = read("sidebar");
  const folder = read("view").folder ?? "all";
  const fresh = delta[`f:${folder}`];
  const below = fresh && !fresh.more ? [] : shown.filter((id) => sidebar[`c:${id}`] && !sidebar[`q:${id}`]?.pinned && isBelow(sidebar, id, fresh?.edge));
  const edge = below.map((id) => activeAt(sidebar, id)).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
  const unsure = new Set(below.filter((id) => !(`c:${id}` in delta)));
  const stay = keysOf(unsure, "cklsrqna");
  again = edge ? { folder, more: true, edge, unsure } : null;
  drop("sidebar", (key) => !(key in delta) && !stay.test(key));
}

/** It is certain who is here: the chosen folder is read, down to where it was known. */
export function resume() {
  const folder = read("view").folder ?? "all";
  if (again && isLive()) server.more({ folder: again.folder, down_to: again.edge });
  else if (!read("sidebar")[`f:${folder}`]) (paused.at = 0), more();
}

function takeAgain(delta) {
  const told = [...again.unsure].filter((id) => delta[`c:${id}`] || delta[`l:${id}`]);
  told.forEach((id) => again.unsure.delete(id));
  // What named one there is told with the conversation, or is no more.
  const old = keysOf(told.filter((id) => delta[`c:${id}`]), "na");
  drop("sidebar", (key) => old.test(key) && !(key in delta));
  const fresh = delta[`f:${again.folder}`];
  if (delta.full || !fresh) return;
  if (fresh.more && Date.parse(fresh.edge) > Date.parse(again.edge)) return resume();
  const gone = keysOf(again.unsure, "cklsrqna");
  again = null;
  drop("sidebar", (key) => gone.test(key));
}

/** What an update of the list means for what is here: a full one begins anew, news may come from where nothing is known. */
export function takeUpdate(delta) {
  if (delta.full) asked.clear();
  if (again) takeAgain(delta);
  if (delta.full) queueMicrotask(() => isLive() && resume());
  const sidebar = read("sidebar");
  const unknown = Object.keys(delta)
    .filter((key) => key.startsWith("l:") && delta[key])
    .map((key) => Number(key.slice(2)))
    .filter((id) => !sidebar[`c:${id}`] && !asked.has(id));
  if (unknown.length && isLive()) {
    unknown.forEach((id) => asked.add(id));
    server.list({ ids: unknown });
  }
  if (Object.keys(delta).some((key) => key.startsWith("q:"))) wakeAtUnmuting(sidebar);
}

function wakeAtUnmuting(sidebar) {
  clearTimeout(clock);
  const ends = indexOf(sidebar).ids.map((id) => sidebar[`q:${id}`]).filter((mine) => mine?.muted_until && isMuted(mine)).map((mine) => Date.parse(mine.muted_until));
  if (!ends.length) return;
  const wait = Math.min(Math.min(...ends) - Date.now() + 50, 2 ** 31 - 1);
  clock = setTimeout(() => (put("sidebar", { clock: Date.now() }), wakeAtUnmuting(read("sidebar"))), wait);
}
