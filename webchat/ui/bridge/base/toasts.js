// Short messages at the edge of the page: they go by themselves, and may offer one way on.
import { put, read } from "./store.js";

const STAY_MS = 6000;
const READ_MS = 70; // a character: what is long stays longer
const MOST = 4;

const ways = new Map(); // toast -> what its button does
const timers = new Map();
let last = 0;

const shown = () => read("view").toasts ?? [];

/** Show a text for some seconds; `label` and `run` make a button. Answers its id. */
export function show({ text, label = "", run = null, ms = Math.max(STAY_MS, text.length * READ_MS) }) {
  const id = (last += 1);
  if (run) ways.set(id, run);
  const same = shown().find((one) => one.text === text && !one.label && !label);
  put("view", { toasts: [...shown().filter((one) => one !== same), { id, text, label }] });
  if (shown().length > MOST) dismiss(leastMissed());
  wait(id, ms);
  return id;
}

/** Whether a toast is still there. */
export const isShown = (id) => shown().some((one) => one.id === id);

// What only says something goes before what offers a way on.
const leastMissed = () => (shown().slice(0, -1).find((one) => !one.label) ?? shown()[0]).id;

function wait(id, ms) {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => dismiss(id), ms));
}

/** Take a toast away. */
export function dismiss(id) {
  clearTimeout(timers.get(id));
  timers.delete(id);
  ways.delete(id);
  put("view", { toasts: shown().filter((one) => one.id !== id) });
}

/** The button of a toast was pressed. */
export function act(id) {
  const run = ways.get(id);
  dismiss(id);
  run?.();
}

/** Whoever points at a toast reads it: it stays. */
export const hold = (id) => clearTimeout(timers.get(id));
export const release = (id) => timers.has(id) && wait(id, STAY_MS / 2);

/** The server's notice came, or `text`: it is shown as a toast. */
export function notify(text = read("view").notice) {
  if (!text) return;
  put("view", { notice: "" });
  show({ text });
}
