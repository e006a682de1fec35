// Which conversation is open, which of its messages are held, which are drawn.
//
// For each conversation seen, "w:<id>" says what this browser holds without gaps
// (from_seq..to_seq) and which part of it is drawn (draw_from..draw_to; null is
// the living end). "g:<id>" are pages that the server sent.
import { isLive, server } from "../base/server.js";
import { drop, put, read } from "../base/store.js";
import { unreadOf } from "../sidebar/unread.js";
import * as parting from "./parting.js";

const DRAWN = 200;
const STEP = 10; // drawn at a time: more would cost the reader a frame
const AROUND = 50; // drawn on either side of a place that was asked for
const WINDOWS = 8;
const BESIDE = 400; // held on either side of what is drawn; farther ones are let go, SLACK or more at a time
const SLACK = 200;
const UNREAD_PX = 96; // where the first unread message stands, from the top

const PATIENCE_MS = 8_000; // a page that does not come is asked for again

const waiting = new Map(); // pages asked for, "<id>:before" | "<id>:after" | "<id>:around" -> what gives them up
let target = null; // the place that the reader wants to see: {id, seq, offset, still}
let goals = 0;
const recent = []; // conversations seen, the latest first

function stopWaiting(...asked) {
  for (const one of asked.length ? asked : [...waiting.keys()]) {
    clearTimeout(waiting.get(one));
    waiting.delete(one);
  }
}

const frameOf = (id) => read("timeline")[`w:${id}`];
const ofHistory = (key, value, id) => /^[meyv]:/.test(key) && value?.conversation_id === id && value.seq != null;
const setFrame = (id, fields) => put("timeline", { [`w:${id}`]: { ...frameOf(id), ...fields } });
const openId = () => read("view").open ?? 0;

function markVisit(id) {
  parting.meet(id);
  const sidebar = read("sidebar");
  const unread = unreadOf(sidebar, id, read("session").me_id_rx_state_);
  const mark = sidebar[`q:${id}`]?.unread_mark;
  const readSeq = sidebar[`s:${id}`]?.read_seq ?? 0;
  const before = mark ? Math.min(readSeq, mark - 1) : readSeq;
  put("view", { visit: { conversation_id: id, read_seq: before, unread: unread > 0, marked: Boolean(mark), at: Date.now() } });
  // One comes to see what is unread, wherever one was before.
  if (unread && target?.id !== id) target = { id, seq: before + 1, offset: UNREAD_PX, still: true };
  if (mark && isLive()) clearMark(id);
}

// One looks at what was marked unread: the line stands there, the mark is gone.
function clearMark(id) {
  put("sidebar", { [`q:${id}`]: { ...read("sidebar")[`q:${id}`], unread_mark: null } });
  server.clearMark({ conversation_id: id });
}

/** Drop all that is held of a conversation: it is no longer one's own, or was not looked at for long. */
export function forget(id) {
  drop("timeline", (key, value) => key === `w:${id}` || key === `g:${id}` || (value?.conversation_id === id && value.seq != null));
}

const forgetOld = () => recent.splice(WINDOWS).forEach(forget);

function leave(id) {
  if (frameOf(id)) setFrame(id, { cursor: read("timeline").cursor });
}

/** Show a conversation: at once what is held, then what the server adds. */
export function show(id) {
  if (openId() === id) return;
  leave(openId());
  parting.leave(openId());
  stopWaiting();
  put("view", { open: id, visit: null, missing: false, at_end: true, new_below: 0, menu: null, picked: null });
  if (!id) return;
  recent.splice(0, recent.length, id, ...recent.filter((one) => one !== id));
  forgetOld();
  if (frameOf(id)?.loaded) markVisit(id);
  request();
  reach();
}

/** Ask the server to open what is open here, from where we are. */
export function request(afresh = false) {
  const id = openId();
  if (!id || !isLive()) return;
  const frame = frameOf(id);
  const around = target?.id === id && !holds(frame, target.seq) ? target.seq : null;
  const held = frame?.loaded && !afresh && !around ? { from_seq: frame.from_seq, to_seq: frame.to_seq, cursor: frame.cursor ?? read("timeline").cursor ?? "" } : null;
  server.open({ conversation_id: id, newest: afresh, held, around });
}

/** The line is gone: remember up to where we are complete. */
export function interrupted() {
  stopWaiting();
  if (openId()) leave(openId());
}

// How far the held messages go on without a gap after `seq`.
function contiguous(id, seq) {
  const held = new Set();
  for (const message of Object.values(read("timeline"))) if (message?.conversation_id === id) held.add(message.seq);
  while (held.has(seq + 1)) seq += 1;
  return seq;
}

function begin(id, page) {
  drop("timeline", (key, value) => ofHistory(key, value, id) && (value.seq < page.from_seq || value.seq > page.to_seq) && !(value.seq > page.to_seq && !page.has_newer));
  // Before the frame: with it what is sought is reached. The page of a conversation that one has left may come late.
  if (id === openId() && !read("view").visit) markVisit(id);
  const drawTo = page.has_newer ? page.to_seq : null;
  setFrame(id, { loaded: true, ...page, draw_from: page.from_seq, draw_to: drawTo, cursor: undefined });
}

function extend(id, page, frame) {
  const older = page.from_seq < frame.from_seq;
  const newer = page.to_seq > frame.to_seq;
  setFrame(id, {
    from_seq: Math.min(frame.from_seq, page.from_seq),
    to_seq: Math.max(frame.to_seq, page.to_seq),
    has_older: older ? page.has_older : frame.has_older,
    has_newer: page.to_seq >= frame.to_seq ? page.has_newer : frame.has_newer,
    cursor: undefined,
  });
  if (older && waiting.has(`${id}:before`)) drawOlder(id);
  if (newer && waiting.has(`${id}:after`)) drawNewer(id);
}

function takePage(id, page) {
  if (openId() === id && Boolean(page.missing) !== Boolean(read("view").missing)) {
    page.missing ? parting.part(id, page.how) : parting.together();
    put("view", { missing: Boolean(page.missing), visit: null });
  }
  if (page.missing) return;
  const frame = frameOf(id);
  const touches = frame?.loaded && !page.reset && page.from_seq <= frame.to_seq + 1 && page.to_seq >= frame.from_seq - 1;
  // A page beside what was held until the reader went somewhere else comes too late.
  const late = frame?.loaded && !page.reset && !waiting.has(`${id}:around`);
  // Nothing is left on that side: what was there has disappeared.
  if (frame?.loaded && page.empty) setFrame(id, { has_older: frame.has_older && page.has_older, has_newer: frame.has_newer && page.has_newer, cursor: undefined });
  else if (touches) extend(id, page, frame);
  else if (!late) begin(id, page);
  setFrame(id, { to_seq: contiguous(id, frameOf(id).to_seq) });
  stopWaiting(`${id}:before`, `${id}:after`, `${id}:around`);
  if (page.cursor) put("timeline", { cursor: page.cursor });
}

const holds = (frame, seq) => Boolean(frame?.loaded) && (seq >= frame.from_seq || !frame.has_older) && (seq <= frame.to_seq || !frame.has_newer);

/** Show this place, {id, seq}, as soon as its conversation is open; `offset` from the top where it is given. */
export function seek(place) {
  target = place;
  if (openId() === place.id) reach();
}

/** The conversation of the place that is sought, or undefined. */
export const sought = () => target?.id;

// Where the target is held it is drawn, and the log is told to go there; else it is fetched.
function reach() {
  const id = openId();
  const frame = frameOf(id);
  if (target?.id !== id || !frame?.loaded) return;
  if (!holds(frame, target.seq)) return ask(id, "around", target.seq);
  if (target.seq > frame.to_seq && target.seq <= (read("sidebar")[`l:${id}`]?.seq ?? 0)) return; // it is on its way
  const seq = Math.max(frame.from_seq, Math.min(target.seq, frame.to_seq));
  const from = Math.max(frame.from_seq, seq - AROUND);
  const to = seq + AROUND >= frame.to_seq && !frame.has_newer ? null : Math.min(frame.to_seq, seq + AROUND);
  const drawn = seq >= frame.draw_from && (frame.draw_to === null || seq <= frame.draw_to);
  if (!drawn) setFrame(id, { draw_from: from, draw_to: to });
  put("view", { goal: { ...target, seq, n: (goals += 1) } });
  target = null;
}

/** What an update of the list means: somebody was added (again) to what was not theirs until now, and is open. */
export function takeList(delta) {
  if (read("view").missing && delta[`c:${openId()}`]) request(true);
}

/** What an update of the timeline means for what is held and drawn. */
export function takeUpdate(delta) {
  let grown = false;
  for (const [key, value] of Object.entries(delta)) {
    if (key.startsWith("g:") && value) takePage(Number(key.slice(2)), value);
    if (key.startsWith("m:") && value?.conversation_id === openId()) grown = true;
  }
  if (grown) advance(openId());
  reach();
}

function advance(id) {
  const frame = frameOf(id);
  if (!frame?.loaded || frame.has_newer) return;
  const to = contiguous(id, frame.to_seq);
  const tooMany = frame.draw_to === null && read("view").at_end && to - frame.draw_from >= DRAWN + AROUND;
  if (to !== frame.to_seq || tooMany) setFrame(id, { to_seq: to, draw_from: tooMany ? to - DRAWN + 1 : frame.draw_from });
}

function drawOlder(id) {
  const frame = frameOf(id);
  const from = Math.max(frame.from_seq, frame.draw_from - STEP);
  const to = frame.draw_to ?? frame.to_seq;
  setFrame(id, { draw_from: from, draw_to: to - from >= DRAWN ? from + DRAWN - 1 : frame.draw_to });
  letGo(id);
}

function drawNewer(id) {
  const frame = frameOf(id);
  const to = Math.min(frame.to_seq, (frame.draw_to ?? frame.to_seq) + STEP);
  const atEnd = to >= frame.to_seq && !frame.has_newer;
  setFrame(id, { draw_to: atEnd ? null : to, draw_from: Math.max(frame.draw_from, to - DRAWN + 1) });
  letGo(id);
}

// Each change costs as much as is held: a long way through the history takes along only what is near.
function letGo(id) {
  const frame = frameOf(id);
  const from = Math.max(frame.from_seq, frame.draw_from - BESIDE);
  const to = frame.draw_to === null ? frame.to_seq : Math.min(frame.to_seq, frame.draw_to + BESIDE);
  const { picked, answer } = read("view");
  if (picked || answer || from - frame.from_seq + frame.to_seq - to < SLACK) return; // what is worked with stays
  drop("timeline", (key, value) => ofHistory(key, value, id) && (value.seq < from || value.seq > to));
  setFrame(id, { from_seq: from, to_seq: to, has_older: frame.has_older || from > frame.from_seq, has_newer: frame.has_newer || to < frame.to_seq });
}

function ask(id, direction, seq) {
  if (waiting.has(`${id}:${direction}`) || !isLive()) return;
  const asked = `${id}:${direction}`;
  waiting.set(asked, setTimeout(() => missed(asked), PATIENCE_MS));
  server.page({ conversation_id: id, [direction]: seq });
}

// The reader may stand at the very top, where no turn of the wheel scrolls: the log looks again by itself.
function missed(asked) {
  stopWaiting(asked);
  put("view", { pages_missed: (read("view").pages_missed ?? 0) + 1 });
  reach();
}

/** The reader nears the top: draw older messages, fetching them where needed. */
export function older() {
  const id = openId();
  const frame = frameOf(id);
  if (!frame?.loaded) return;
  if (frame.draw_from > frame.from_seq) drawOlder(id);
  else if (frame.has_older) ask(id, "before", frame.from_seq);
}

/** The reader nears the bottom of what is drawn. */
export function newer() {
  const id = openId();
  const frame = frameOf(id);
  if (!frame?.loaded || frame.draw_to === null) return;
  if (frame.draw_to < frame.to_seq || !frame.has_newer) drawNewer(id);
  else ask(id, "after", frame.to_seq);
}

/** To the latest message. */
export function toEnd() {
  const id = openId();
  const frame = frameOf(id);
  if (!frame?.loaded) return;
  if (frame.has_newer) request(true);
  else setFrame(id, { draw_to: null, draw_from: Math.max(frame.from_seq, frame.to_seq - DRAWN / 2) });
  put("view", { goal: { id, end: true, n: (goals += 1) } });
}
