// What the browsers of a call say to each other, through the server: in order, each once.
//
// One batch is on its way at a time; the server says when it has passed it on. After a break of the line the batch goes
// out again, and the receiver drops what it has seen by its number.
import { isLive, server } from "../base/server.js";
import { deviceId } from "./calls.js";

const MOST = 40;
const AGAIN_MS = 5000;

const waiting = [];
const seen = new Map(); // sender and session -> the last number
let flying = null; // {batch, count}
let batches = 0;
let numbers = 0;
let timer = null;

/** Send `data` to the device with which a person is in the call. */
export function say(callId, to, data) {
  waiting.push({ call_id: callId, to_user_id: to, data: { ...data, n: (numbers += 1) } });
  queueMicrotask(flush);
}

function flush() {
  if (flying || !waiting.length || !isLive()) return;
  flying = { batch: (batches += 1), count: Math.min(waiting.length, MOST) };
  send();
}

async function send() {
  clearTimeout(timer);
  timer = setTimeout(resend, AGAIN_MS);
  const device_id = await deviceId();
  if (flying) server.signal({ device_id, batch: flying.batch, signals: waiting.slice(0, flying.count) });
}

/** The line is back, or an answer is late. */
export function resend() {
  if (flying && isLive()) send();
  else flush();
}

/** The server passed this batch on. */
export function passed(batch) {
  if (flying?.batch !== batch) return;
  clearTimeout(timer);
  waiting.splice(0, flying.count);
  flying = null;
  flush();
}

/** Whether this is news. */
export function isNew(from, { session, n }) {
  const key = `${from}:${session}`;
  if (n == null) return true; // of a program that does not count
  if (n <= (seen.get(key) ?? 0)) return false;
  seen.set(key, n);
  return true;
}

/** The call is over: nothing of it is said any more. */
export function forget() {
  clearTimeout(timer);
  waiting.length = 0;
  flying = null;
  seen.clear();
}
