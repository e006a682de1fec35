// What rows are made of: times, initials, colours, ticks, and rows that stay the same object.
import { dateFormat, number, t } from "$/public/i18n.js";

const HOURS = dateFormat({ hour: "numeric", minute: "2-digit" });
const WEEKDAY = dateFormat({ weekday: "short" });
const DATE = dateFormat({ day: "numeric", month: "short", year: "numeric" });
const SHORT_DATE = dateFormat({ day: "numeric", month: "short" });
const DAY = dateFormat({ weekday: "long", day: "numeric", month: "long" });
const MOMENT = dateFormat({ dateStyle: "medium", timeStyle: "short" });
const DAY_MS = 24 * 60 * 60 * 1000;

const caches = { timeline: new Map(), sidebar: new Map(), search: new Map() };
const lists = {};

const sameFields = (a, b) => {
  for (const key in b) if (a[key] !== b[key]) return false;
  return true;
};

/** The rows of a list with unchanged ones (and an unchanged list) kept as they were. */
export function settle(name, rows, keyOf) {
  const before = caches[name];
  const after = new Map();
  const settled = rows.map((row) => {
    const held = before.get(keyOf(row));
    const kept = held && sameFields(held, row) ? held : row;
    after.set(keyOf(row), kept);
    return kept;
  });
  caches[name] = after;
  const last = lists[name];
  if (last?.length === settled.length && last.every((row, i) => row === settled[i])) return last;
  return (lists[name] = settled);
}

// What belongs to the sign before it: marks, what joins two, the colours of skin, the letters of flags of regions.
const JOINED = /[\p{M}\u200d\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u;
const FLAG_LETTER = /\p{RI}/u;
const LONGEST_SIGN = 32;

// Whether no sign of several characters would be cut in two there; text.py looks in the same way.
function isEdge(characters, at) {
  const after = characters[at];
  if (after === undefined) return true;
  if (characters[at - 1] === "\u200d" || JOINED.test(after)) return false;
  let letters = 0;
  if (FLAG_LETTER.test(after)) while (FLAG_LETTER.test(characters[at - 1 - letters] ?? "")) letters += 1;
  return letters % 2 === 0;
}

/** The beginning of these characters, at most so many, that ends with a whole sign. */
export function beginningOf(characters, most) {
  let at = most;
  while (at > most - LONGEST_SIGN && at > 0 && !isEdge(characters, at)) at -= 1;
  return characters.slice(0, isEdge(characters, at) ? at : most).join("");
}

// The first signs of a word.
function firstOf(word, count = 1) {
  const characters = [...word];
  let at = 0;
  for (let signs = 0; signs < count && at < characters.length; signs += 1) do at += 1; while (!isEdge(characters, at));
  return characters.slice(0, at).join("");
}

/** Two letters that stand for a name. */
export function initialsOf(name) {
  const all = (name ?? "").split(/[\s._-]+/u).filter(Boolean);
  const lettered = all.filter((word) => !/^\p{Nd}+$/u.test(word));
  const words = lettered.length ? lettered : all;
  const letters = words.length > 1 ? [firstOf(words[0]), firstOf(words.at(-1))] : [firstOf(words[0] ?? "?", 2)];
  return letters.join("").toLocaleUpperCase();
}

/** A colour of one's own from an id: the golden angle keeps neighbours apart. */
export const hueOf = (id) => Math.round((id * 137.508) % 360);

/** A moment as hours and minutes of the reader. */
export const hourOf = (time) => HOURS.format(time);

/** Day and hour of a time as the server says it. */
export const momentLabel = (time) => MOMENT.format(new Date(time));

/** The midnight before a moment, in milliseconds. */
export const startOfDay = (time) => new Date(time).setHours(0, 0, 0, 0);

/** "Today", "Yesterday" or the date. */
export function dayLabel(time, now) {
  const days = Math.round((startOfDay(now) - startOfDay(time)) / DAY_MS);
  if (days <= 0) return t("Today");
  if (days === 1) return t("Yesterday");
  return (days < 300 ? DAY : DATE).format(time);
}

/** The hour today, the weekday this week, the date before, with its year when that is another. */
export function listTime(time, now) {
  const days = Math.round((startOfDay(now) - startOfDay(time)) / DAY_MS);
  if (days <= 0) return HOURS.format(time);
  if (days < 7) return WEEKDAY.format(time);
  return (new Date(time).getFullYear() === new Date(now).getFullYear() ? SHORT_DATE : DATE).format(time);
}

/** "pending", "failed", "sent", "delivered" or "read", by everyone's cursors. */
export function statusOf(message, receipt) {
  if (message.status) return message.status;
  if (message.seq <= (receipt?.read_seq ?? 0)) return "read";
  return message.seq <= (receipt?.delivered_seq ?? 0) ? "delivered" : "sent";
}

/** What a badge says of so many. */
export const badgeOf = (count) => (count > 99 ? `${number(99)}+` : count ? number(count) : "");
