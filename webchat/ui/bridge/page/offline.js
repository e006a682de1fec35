// What is needed to open without a network: the page itself (kept by the worker) and the last conversations.
import { isEmbedded } from "../base/embedded.js";
import { myId } from "../base/self.js";
import { isLive } from "../base/server.js";
import { put, read } from "../base/store.js";
import { keepSnapshot, snapshot } from "../base/vault.js";
import * as edits from "../composer/edits.js";
import { activeAt } from "../sidebar/folders.js";

const MESSAGES = 50; // of each conversation that was looked at
const CONVERSATIONS = 12;
const SAVE_MS = 20_000;
const SHELL_MS = 4000; // first of all the page is to be quick
const ABSENT_MS = 1500; // without a word of the server for so long, what was kept is shown
let saving = 0;
let shell = 0;
let gone = false;

// The part of a conversation that is kept: its end, as far as it is held without a gap.
function framesOf(timeline) {
  const frames = {};
  for (const [key, frame] of Object.entries(timeline)) {
    if (!key.startsWith("w:") || !frame?.loaded || frame.has_newer) continue;
    const from = Math.max(frame.from_seq, frame.to_seq - MESSAGES + 1);
    const cursor = frame.cursor ?? timeline.cursor;
    frames[key] = { loaded: true, from_seq: from, to_seq: frame.to_seq, has_older: frame.has_older || from > frame.from_seq, has_newer: false, draw_from: from, draw_to: null, cursor };
  }
  return frames;
}

// What should have disappeared meanwhile is not shown, also where nobody can say that it did.
const isOver = (value) => Boolean(value?.expires_at) && Date.parse(value.expires_at) <= Date.now();

function partIn(frames, timeline) {
  const isIn = ([key, value]) => {
    const frame = /^[mev]:/.test(key) && value?.seq != null && frames[`w:${value.conversation_id}`];
    return frame && value.seq >= frame.from_seq && value.seq <= frame.to_seq;
  };
  return Object.entries(timeline).filter(isIn);
}

// At most so many of the frames, of conversations that are listed: those with news first.
function newest(frames, most, sidebar) {
  const at = ([key]) => Date.parse(activeAt(sidebar, key.slice(2)));
  const listed = Object.entries(frames).filter(([key]) => sidebar[`c:${key.slice(2)}`]);
  return Object.fromEntries(listed.sort((one, other) => at(other) - at(one)).slice(0, most));
}

// What was kept of conversations that this page has not looked at, or not at their end, stays, without what is gone by now.
function timelineOf(timeline, sidebar, before) {
  const now = newest(framesOf(timeline), CONVERSATIONS, sidebar);
  const others = Object.fromEntries(Object.entries(before).filter(([key]) => key.startsWith("w:") && !now[key]));
  const old = newest(others, CONVERSATIONS - Object.keys(now).length, sidebar);
  const stays = partIn(old, before).map(([key, value]) => [key, key in timeline ? timeline[key] : value]);
  const kept = [...stays.filter(([, value]) => value && !value.vanished && !isOver(value)), ...partIn(now, timeline)];
  return { ...Object.fromEntries(kept), ...old, ...now, cursor: timeline.cursor };
}

const listOf = (sidebar) => Object.fromEntries(Object.entries(sidebar).filter(([key, value]) => /^[clksrqn]:/.test(key) && value != null));

function save() {
  saving = 0;
  const me = myId();
  if (gone || !me || isEmbedded() || !read("session").arrived_rx_state_) return;
  const session = { me_id_rx_state_: me, me_name_rx_state_: read("session").me_name_rx_state_ };
  const [sidebar, timeline] = [read("sidebar"), read("timeline")];
  keepSnapshot("page", (before) => ({ me, session, sidebar: listOf(sidebar), timeline: timelineOf(timeline, sidebar, before?.me === me ? before.timeline : {}) }));
}

/** Something changed: keep it before long. */
export const changed = () => void (saving ||= setTimeout(save, SAVE_MS));

/** The page goes out of sight: keep it now. */
export function saveNow() {
  if (shell && isLive()) keepShell(); // what it has loaded by now
  if (saving) clearTimeout(saving), save();
}

/** Nobody is signed in here any more: what leaves the screen now is not kept. */
export const forget = () => void (gone = true);

async function restore(unsent) {
  const kept = await snapshot("page");
  if (!kept || kept.me !== myId() || isLive() || Object.keys(read("sidebar")).some((key) => key.startsWith("c:"))) return;
  put("session", kept.session);
  put("sidebar", kept.sidebar);
  edits.tellList();
  put("timeline", Object.fromEntries(Object.entries(kept.timeline).filter(([, value]) => !isOver(value))));
  unsent();
}

/** Show what was kept, where the server does not answer, and with `unsent` what waits to be sent; gives how to stop. */
export function start(unsent) {
  if (isEmbedded()) return () => {};
  const timer = setTimeout(() => isLive() || restore(unsent), navigator.onLine ? ABSENT_MS : 0);
  return () => clearTimeout(timer);
}

/** We are on line: have the worker keep this build of the page. */
export function arrived() {
  changed();
  if (!isEmbedded() && navigator.serviceWorker) shell ||= setTimeout(keepShell, SHELL_MS);
}

async function keepShell() {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name)).filter(({ origin }) => origin === window.location.origin);
  const urls = loaded.map(({ pathname, search }) => pathname + search);
  const build = urls.map((url) => /^\/assets\/(manifest-[\w-]+)\.js/.exec(url)?.[1]).find(Boolean);
  const { active } = await navigator.serviceWorker.ready;
  if (build) active?.postMessage({ type: "webchat.loaded", build, urls });
}
