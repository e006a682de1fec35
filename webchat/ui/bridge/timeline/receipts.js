// Delivered and read, told to the server at most once a second.
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";

const PAUSE_MS = 1000;
const due = new Map(); // conversation -> [delivered_seq, read_seq]
let timer = null;

function send() {
  timer = null;
  if (!due.size || !isLive()) return;
  server.acknowledge({ seen: [...due].map(([id, [delivered, readSeq]]) => [id, delivered, readSeq]) });
  due.clear();
  timer = setTimeout(send, PAUSE_MS);
}

function note(id, delivered, readSeq) {
  const mine = read("sidebar")[`s:${id}`];
  // What is read of somebody who is blocked is not told, and counts once they are not any more.
  if (!mine || read("sidebar")[`q:${id}`]?.blocked || (delivered <= mine.delivered_seq && readSeq <= mine.read_seq)) return;
  const [dueDelivered, dueRead] = due.get(id) ?? [0, 0];
  due.set(id, [Math.max(delivered, readSeq, dueDelivered), Math.max(readSeq, dueRead)]);
  put("sidebar", { [`s:${id}`]: { ...mine, delivered_seq: Math.max(mine.delivered_seq, delivered, readSeq), read_seq: Math.max(mine.read_seq, readSeq) } });
  timer ??= setTimeout(send, 0);
}

/** The reader saw the open conversation up to `seq`. */
export const sawUpTo = (id, seq) => note(id, 0, seq);

/** This browser holds what an update of the list tells. */
export function takeUpdate(delta) {
  for (const [key, last] of Object.entries(delta)) if (key.startsWith("l:") && last?.seq) note(Number(key.slice(2)), last.seq, 0);
}

/** The page goes away: do not wait for the pause to end. */
export function sendNow() {
  clearTimeout(timer);
  send();
}

/** Back on line: say again what may not have been heard. */
export function resend() {
  timer ??= setTimeout(send, 0);
}

/** Everything that was said there counts as read. */
export function readToTheEnd(id) {
  const seq = read("sidebar")[`l:${id}`]?.seq ?? 0;
  note(id, seq, seq);
}
