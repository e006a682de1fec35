// A message that nobody looks at is told once: in one tab of this browser, by one sound and one notification.
//
// The tab in front of the person decides first. The others wait: by then the message may have been read, here or on
// another device. Whoever takes the lock of a message tells of it, or knows that it need not be told. What comes over
// Web Push meanwhile is silent where a tab is about to sound; where none was awake, it has sounded, and no tab does.
import { t } from "$/public/i18n.js";
import { isBlocked } from "../account/blocks.js";
import { isEmbedded, isVisible } from "../base/embedded.js";
import { isLive } from "../base/server.js";
import { read } from "../base/store.js";
import { labelOf } from "../parts/kinds.js";
import { isMuted } from "../sidebar/folders.js";
import { pictureOf, titleOf } from "../sidebar/list.js";
import { pathOf } from "../timeline/places.js";
import { isElsewhere, isLooking } from "./attention.js";
import { canChime, chime } from "./chime.js";
import { sleep, take } from "./claims.js";
import * as notifier from "./notifier.js";
import { inQuietHours } from "./quiet.js";

const LOOKING_MS = 250; // whether it names me comes a moment later
const WAITING_MS = 1500; // by then it is known whether it was read elsewhere
const HELD_MS = 15_000;
const ONE_SOUND_MS = 1200;
const SWEEP_MS = 300;
let sweeping = 0;
const known = new Map(); // conversation -> the last message heard of

const wishes = () => ({ sound: true, previews: true, quiet_from: null, quiet_until: null, ...read("view").notifications });

/** Whether this page sounds for a message by itself. */
export const sounds = () => isLive() && wishes().sound && canChime();

/** Whether a call of this conversation may be heard; one that may not is only seen. */
export function mayRing(id) {
  const mine = read("sidebar")[`q:${id}`];
  return !(isMuted(mine) && mine.notify === "none") && !inQuietHours(wishes(), new Date());
}

const isShownHere = (id) => read("view").open === id && isVisible();
const isRead = (id, seq) => (read("sidebar")[`s:${id}`]?.read_seq ?? 0) >= seq;

function isWanted(id, last) {
  const sidebar = read("sidebar");
  const mine = sidebar[`q:${id}`];
  if (!mine || mine.blocked || isBlocked(read("blocks"), last.sender_id)) return false;
  if (isMuted(mine) && !(mine.notify === "mentions" && sidebar[`n:${id}:${last.seq}`])) return false;
  return !inQuietHours(wishes(), new Date());
}

async function consider(id, last) {
  // Of a conversation that is not listed yet, nothing is known before the server has told of it.
  const here = isLooking() || isShownHere(id);
  await sleep(here && read("sidebar")[`q:${id}`] ? LOOKING_MS : WAITING_MS);
  if (isRead(id, last.seq) || read("sidebar")[`l:${id}`]?.deleted || !isWanted(id, last)) return;
  if (!(await take(`webchat.notice.${id}.${last.seq}`, HELD_MS))) return;
  if (isShownHere(id) || (isElsewhere() && !isLooking())) return;
  const isDue = wishes().sound && !(await notifier.hasSounded(`c${id}`, last.seq));
  if (isDue && (await take("webchat.sound", ONE_SOUND_MS))) chime();
  if (!isLooking() && notifier.standing() === "on") show(id, last);
}

function show(id, last) {
  const conversation = read("sidebar")[`c:${id}`];
  const text = wishes().previews ? labelOf(last.kind, last.snippet, last.files) : t("New message");
  const body = conversation.peer ? text : t("{name}: {text}", { name: last.sender_name, text });
  notifier.show({ tag: `c${id}`, title: titleOf(conversation), body, path: pathOf(id, last.seq), seq: last.seq, icon: pictureOf(conversation) });
}

// What happened to a group interrupts nobody, and a call rings by itself.
const UNTOLD = new Set(["system", "call"]);

const isNews = (id, last, listed) => {
  const before = known.get(id);
  if (last.seq) known.set(id, Math.max(before ?? 0, last.seq));
  if (!last.seq || last.deleted || UNTOLD.has(last.kind) || last.sender_id === read("session").me_id_rx_state_) return false;
  // What a list brings was there before; what it adds to what was here was said while the line was away.
  return listed ? before !== undefined && last.seq > before : last.seq > (before ?? 0);
};

function isOver(tag, seq) {
  const id = Number(/^c(\d+)$/.exec(tag)?.[1]);
  const last = read("sidebar")[`l:${id}`];
  return Boolean(id) && (isRead(id, seq) || Boolean(last?.deleted && last.seq === seq));
}

function sweep() {
  sweeping = 0;
  notifier.takeBack(isOver);
}

/** What an update of the list brings: news, and what was read or deleted here or elsewhere. */
export function takeUpdate(delta) {
  if (isEmbedded()) return;
  for (const [key, value] of Object.entries(delta)) {
    const [, kind, id] = /^([ls]):(\d+)$/.exec(key) ?? [];
    if (kind === "l" && value && isNews(Number(id), value, delta.full || `c:${id}` in delta)) consider(Number(id), value);
    if (kind === "s" || value?.deleted) sweeping ||= setTimeout(sweep, SWEEP_MS);
  }
}
