// Which entries of the list are drawn: those in sight and some screens around them, however many there are.
import { put, read } from "../base/store.js";
import { activeAt, indexOf, more, standsIn } from "./folders.js";

const AROUND = 2; // screens drawn on either side of what is in sight
const FEWEST = 60;
const NEAR_END_PX = 600;
const HEIGHT = 66; // of an entry, until one was measured

let order = {}; // the last one that was made, and what it was made of

const later = (sidebar) => (a, b) => {
  const pinned = Number(Boolean(sidebar[`q:${b}`]?.pinned)) - Number(Boolean(sidebar[`q:${a}`]?.pinned));
  const [one, two] = [activeAt(sidebar, a), activeAt(sidebar, b)];
  return pinned || (one < two ? 1 : one > two ? -1 : b - a);
};

/** The ids of all that the chosen folder lists: pinned ones first, then newest activity first. */
export function listedIds(sidebar, view, session) {
  const me = session.me_id_rx_state_;
  const folder = view.folder ?? "all";
  const open = folder === "unread" ? view.open : 0; // what one reads stays in sight there
  if (order.sidebar === sidebar && order.folder === folder && order.open === open && order.me === me) return order.ids;
  const ids = indexOf(sidebar).ids.filter((id) => standsIn(folder, id, sidebar, view, me));
  order = { sidebar, folder, open, me, ids: ids.sort(later(sidebar)) };
  return ids;
}

/** The ids that the list was last drawn of, whatever came since. */
export const listedBefore = () => order.ids ?? [];

// What is drawn of so many, as the reader has scrolled; a folder that was just opened begins at its top.
function partOf(count, view) {
  const part = view.list_part;
  const { height = HEIGHT } = part ?? {};
  const { from = 0, to = FEWEST, kept = 0 } = part?.folder === (view.folder ?? "all") ? part : {};
  const begin = Math.max(0, Math.min(from, count - (to - from)));
  return { from: begin, to: Math.min(count, begin + to - from), kept, height };
}

// What has the focus keeps it, however far away, and its neighbours are where Tab goes on.
/** The places of the entries that are drawn, and how high one is. */
export function drawnPlaces(ids, view) {
  const { from, to, kept, height } = partOf(ids.length, view);
  const places = Array.from({ length: to - from }, (_, i) => from + i);
  const focused = kept ? ids.indexOf(kept) : -1;
  const beside = focused < 0 ? [] : [focused - 1, focused, focused + 1].filter((place) => place >= 0 && place < ids.length);
  const before = beside.filter((place) => place < from);
  const after = beside.filter((place) => place >= to);
  return { places: [...before, ...places, ...after], height };
}

/** The room below the last entry that is drawn, in pixels. */
export function roomBelow(sidebar, view, session) {
  const ids = listedIds(sidebar, view, session);
  const { places, height } = drawnPlaces(ids, view);
  return (ids.length - 1 - (places.at(-1) ?? -1)) * height;
}

const listOf = () => document.querySelector(".list");

// Where the first entry begins, seen from the top of the list's window, and how high each is; null where none is seen.
function measure(list) {
  const entries = list?.querySelector(".entries");
  const height = entries?.firstElementChild?.getBoundingClientRect().height;
  return height ? { top: entries.getBoundingClientRect().top - list.getBoundingClientRect().top, height } : null;
}

// Draws what the reader nears, well before it is in sight.
function look(list) {
  const measured = measure(list);
  if (!measured) return;
  const { top, height } = measured;
  const view = read("view");
  const count = listedIds(read("sidebar"), view, read("session")).length;
  const now = partOf(count, view);
  const screen = Math.ceil(list.clientHeight / height);
  const first = Math.max(0, Math.floor(-top / height));
  const last = Math.min(count, first + screen + 1);
  const reaches = (now.from === 0 || now.from <= first - screen) && (now.to === count || now.to >= last + screen);
  if (reaches && now.height === height) return;
  const from = Math.max(0, first - AROUND * screen);
  const to = Math.max(from + FEWEST, last + AROUND * screen);
  const kept = Number(document.activeElement?.closest(".entry")?.dataset.id ?? 0);
  put("view", { list_part: { folder: view.folder ?? "all", from, to, kept, height } });
}

/** The list is scrolled: other entries are drawn, and near its end the next page comes. */
export function scrollList({ currentTarget: list }) {
  look(list);
  if (list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX) more();
}

/** Bring the entry of a conversation into sight, drawn or not. */
export function showEntry(id) {
  const list = listOf();
  const measured = measure(list);
  const place = listedIds(read("sidebar"), read("view"), read("session")).indexOf(id);
  if (!measured || place < 0) return;
  const top = measured.top + place * measured.height;
  const below = top + measured.height - list.clientHeight;
  if (top < 0) list.scrollTop += top;
  else if (below > 0) list.scrollTop += below;
  look(list);
}

/** Watch how much room the list has; answers how to stop. */
export function watch() {
  const resized = () => look(listOf());
  window.addEventListener("resize", resized);
  return () => window.removeEventListener("resize", resized);
}
