// How far files have come. Outside of the store: many times a second, and only one ring in one bubble cares.
const states = new Map(); // key of a file -> {state, sent, size, error, rate}
const listeners = new Map();

/** What is known of a file on its way; undefined when it is not. */
export const of = (key) => states.get(key);

/** Call `listener` whenever this file comes further; answers how to stop. */
export function listen(key, listener) {
  const all = listeners.get(key) ?? new Set();
  listeners.set(key, all.add(listener));
  return () => all.delete(listener);
}

function rateOf(before, now) {
  if (!before?.at || now.sent == null) return {};
  const seconds = (Date.now() - before.at) / 1000;
  if (seconds < 0.5) return { at: before.at, from: before.from, rate: before.rate };
  const rate = Math.max(0, now.sent - before.from) / seconds;
  return { at: Date.now(), from: now.sent, rate: before.rate ? (before.rate * 2 + rate) / 3 : rate };
}

/** Something new of a file: {state, sent, size, error}. */
export function tell(key, news) {
  const before = states.get(key);
  states.set(key, { at: Date.now(), from: news.sent ?? 0, ...rateOf(before, news), ...news });
  listeners.get(key)?.forEach((listener) => listener());
}

/** The file is sent or given up. */
export function clear(key) {
  states.delete(key);
  listeners.get(key)?.forEach((listener) => listener());
}
