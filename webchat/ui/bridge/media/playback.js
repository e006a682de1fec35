// What sounds: one at a time, on every page of the app, and after a voice message the next one.
import { t } from "$/public/i18n.js";
import { ticketed } from "../base/embedded.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { labelOf } from "../parts/kinds.js";
import { messageOf } from "../timeline/held.js";
import { heard } from "./heard.js";

const SPEEDS = [1, 1.5, 2];

const audio = typeof Audio === "undefined" ? null : new Audio();
const listeners = new Set();
let track = null; // {key, url, name, seconds, voice, message_id, conversation_id, seq}
let version = 0;

const tell = () => ((version += 1), listeners.forEach((listener) => listener()));

/** Call `listener` whenever something of it changes; answers how to stop. */
export const listen = (listener) => (listeners.add(listener), () => listeners.delete(listener));
export const tick = () => version;

/** The key of a sound: the same file may stand in two messages. */
export const keyOf = (messageId, url) => `${messageId}:${url}`;

/** What is in the player, or null. */
export const current = () => track;
export const isOn = () => Boolean(track && !audio.paused);
export const at = () => (track ? audio.currentTime : 0);
export const speed = () => audio?.playbackRate ?? 1;

const unplayable = new Set(); // addresses of what this browser does not understand

function failed(error) {
  if (error.name === "AbortError") return;
  if (error.name === "NotSupportedError") unplayable.add(track.url), close();
  else toasts.show({ text: t("This sound cannot be played here. Download it instead.") });
}

/** Whether it was tried in vain to play this sound. */
export const cannotPlay = (url) => unplayable.has(url);

function play(wanted) {
  const rate = audio.playbackRate;
  track = wanted;
  audio.src = ticketed(wanted.url);
  audio.defaultPlaybackRate = rate;
  audio.playbackRate = rate;
  put("view", { playing: wanted.key });
  return audio.play().catch(failed);
}

/** Play a sound, or hold it. `sound` is {message_id, url, name, seconds, voice}. */
export function toggle(sound) {
  const key = keyOf(sound.message_id, sound.url);
  if (track?.key === key) return audio.paused ? audio.play().catch(failed) : audio.pause();
  const message = sound.message_id && messageOf(sound.message_id);
  const from = message ? { seq: message.seq ?? 0, conversation_id: message.conversation_id, who: message.sender.display_name } : { seq: 0, conversation_id: read("view").open, who: "" };
  return play({ ...from, ...sound, key });
}

/** Go to a place, in seconds. */
export function seek(sound, to) {
  if (track?.key !== keyOf(sound.message_id, sound.url)) toggle(sound);
  audio.currentTime = Math.max(0, Math.min(sound.seconds, to));
  tell();
}

/** What plays waits. */
export const pause = () => audio?.pause();

/** What is in the player goes on, or waits. */
export const toggleCurrent = () => track && toggle(track);

/** The next speed. */
export function faster() {
  audio.playbackRate = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length];
}

/** Nothing is in the player any more. */
export function close() {
  audio.pause();
  track = null;
  put("view", { playing: "" });
  tell();
}

const isNext = (one) => one?.kind === "voice" && one.conversation_id === track.conversation_id && one.seq > track.seq && one.media?.[0] && !one.deleted_at;

function playNext() {
  const following = Object.entries(read("timeline")).filter(([key, one]) => key.startsWith("m:") && isNext(one)).map(([, one]) => one);
  const next = track.voice && following.sort((a, b) => a.seq - b.seq)[0];
  if (!next) return close();
  const [file] = next.media;
  toggle({ message_id: next.id, url: file.url, name: labelOf("voice", ""), seconds: file.duration ?? 0, voice: true });
}

/** What an update of the timeline says of what plays: a deleted message is silent. */
export function takeUpdate(delta) {
  if (!track) return;
  for (const [key, value] of Object.entries(delta)) if (key.startsWith("m:") && value?.id === track?.message_id && value?.deleted_at) close();
}

// One at a time: films are silent while a sound plays, and the other way round.
function hushOthers({ target }) {
  for (const film of document.querySelectorAll("video[controls]")) if (film !== target) film.pause();
  if (target !== audio) audio.pause();
}

if (audio) {
  audio.addEventListener("play", hushOthers);
  document.addEventListener("play", hushOthers, true);
  for (const name of ["play", "pause", "timeupdate", "loadedmetadata", "ratechange"]) audio.addEventListener(name, tell);
  audio.addEventListener("playing", () => track?.voice && heard(messageOf(track.message_id)));
  audio.addEventListener("ended", playNext);
}
