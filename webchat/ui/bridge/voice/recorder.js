// A voice message while it is spoken: the microphone, how long and how loud; nothing is sent before somebody says so.
//
// "recording" of the view is how it stands: "asking" (for the microphone), "held", "locked", "paused", "stopped" (it
// waits for a decision) or ""; "recording_in" is its conversation. Time and levels change too often for the store.
// What was recorded lies in the browser's database (spoken.js) until somebody decides: a reload only stops it.
import { t, tn } from "$/public/i18n.js";
import { openConversation } from "../base/navigation.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { sendVoice } from "../composer/reply.js";
import { limitOf } from "../media/file_limits.js";
import * as playback from "../media/playback.js";
import * as spoken from "./spoken.js";

const LONGEST_MS = 15 * 60_000;
const SHORTEST_MS = 600;
const TICK_MS = 60;
const BARS = 64;
// The first is played everywhere, the second by everything of the last years.
const TYPES = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const ENDINGS = { "audio/mp4": "m4a", "audio/webm": "webm", "audio/ogg": "ogg" };

const listeners = new Set();
let now = null; // {id, place, stream, recorder, chunks, size, levels, spoken, since, context, analyser, timer, sound}
let version = 0;

const tell = () => ((version += 1), listeners.forEach((listener) => listener()));
const show = (mode) => put("view", { recording: mode, recording_in: mode ? now.id : 0 });

/** How it stands. */
export const mode = () => read("view").recording ?? "";

/** Call `listener` whenever time and levels move on; answers how to stop. */
export const listen = (listener) => (listeners.add(listener), () => listeners.delete(listener));
export const tick = () => version;

/** Milliseconds that were recorded. */
export const elapsed = () => (now ? now.spoken + (now.since ? Date.now() - now.since : 0) : 0);

/** The last `count` levels, 0 to 1. */
export const lastLevels = (count) => now?.levels.slice(-count) ?? [];

const refusals = {
  NotAllowedError: () => t("The microphone is blocked for this page. Allow it in the settings that your browser keeps for this site."),
  NotFoundError: () => t("No microphone was found. Plug one in and try again."),
  NotReadableError: () => t("The microphone cannot be used just now. Another program may hold it."),
};

// Why nothing can be recorded here at all, or "".
function impossible() {
  if (!window.isSecureContext) return t("Voice messages need https: over plain http browsers give no page the microphone.");
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") return t("This browser cannot record sound.");
  return "";
}

const goThere = (text, id) => toasts.show({ text, label: t("Go there"), run: () => openConversation(id) });
const isKnown = (id) => Boolean(read("sidebar")[`c:${id}`]);

/** Begin for the open conversation. `held`: a finger is on the button; `stillHeld` says whether it still is. */
export async function begin(held, stillHeld = () => false) {
  if (now && !isKnown(now.id)) cancel(); // nobody can decide about it where it waits
  if (now) return goThere(t("A recording waits in another conversation. Send or cancel it first."), now.id);
  const problem = impossible();
  if (problem) return toasts.show({ text: problem });
  const mine = (now = { id: read("view").open, chunks: [], size: 0, levels: [], spoken: 0, since: 0 });
  show("asking");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    if (now !== mine) return stream.getTracks().forEach((track) => track.stop());
    playback.pause();
    start(stream);
    // Who let go while the browser asked goes on with free hands.
    show(held && stillHeld() ? "held" : "locked");
  } catch (error) {
    if (now !== mine) return;
    release();
    toasts.show({ text: (refusals[error.name] ?? (() => t("The microphone could not be opened: {reason}", { reason: error.message })))() });
  }
}

function start(stream) {
  const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  now.stream = stream;
  const recorder = (now.recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 40_000 }));
  const limit = limitOf("audio");
  const mine = now;
  now.place = spoken.open(now.id);
  recorder.ondataavailable = ({ data }) => {
    if (now !== mine) return;
    mine.chunks.push(data);
    spoken.add(mine.place, data, typeOf(recorder), elapsed(), mine.levels);
    mine.size += data.size;
    if (mine.size > limit * 0.95) full(t("A voice message cannot be larger here. Send it, or cancel it."));
  };
  // Of itself it stops when the microphone goes away.
  recorder.onstop = () => now === mine && mode() !== "stopped" && !mine.ending && (halt(), toasts.show({ text: t("The microphone is gone. Send what was recorded, or cancel it.") }));
  recorder.start(1000);
  now.since = Date.now();
  hear(stream);
  now.timer = setInterval(measure, TICK_MS);
}

const typeOf = (recorder) => recorder.mimeType.split(";")[0] || "audio/webm";

function hear(stream) {
  now.context = new AudioContext();
  now.analyser = now.context.createAnalyser();
  now.analyser.fftSize = 1024;
  now.context.createMediaStreamSource(stream).connect(now.analyser);
  now.samples = new Float32Array(now.analyser.fftSize);
}

function measure() {
  if (!now.since) return;
  now.analyser.getFloatTimeDomainData(now.samples);
  now.levels.push(Math.min(1, now.samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0)));
  if (elapsed() >= LONGEST_MS) full(tn("A voice message has at most {count} minute. Send it, or cancel it.", "A voice message has at most {count} minutes. Send it, or cancel it.", LONGEST_MS / 60_000));
  tell();
}

function full(text) {
  if (mode() === "stopped") return;
  halt();
  toasts.show({ text });
}

function stand() {
  if (now.since) now.spoken += Date.now() - now.since;
  now.since = 0;
}

/** Hands off: it goes on by itself. */
export const lock = () => mode() === "held" && show("locked");

/** Hold on, or go on. */
export function togglePause() {
  if (mode() === "locked") now.recorder.pause(), stand(), show("paused");
  else if (mode() === "paused") now.recorder.resume(), (now.since = Date.now()), show("locked");
}

/** Stop, and wait for a decision. */
function halt() {
  if (!now) return;
  if (!now.recorder) return release();
  stand();
  const mine = now;
  mine.stopped = mine.recorder.state === "inactive" ? Promise.resolve() : stopped();
  mine.stopped.then(() => now === mine && (bind(typeOf(mine.recorder)), tell()));
  show("stopped");
}

// What was recorded becomes a sound, to listen to and to send.
function bind(type) {
  const file = new File(now.chunks, `voice-message.${ENDINGS[type] ?? "webm"}`, { type });
  now.sound ??= { file, url: URL.createObjectURL(file), seconds: now.spoken / 1000, waveform: bars(now.levels) };
}

/** What waits for a decision, as soon as it can be heard: {file, url, seconds, waveform}. */
export const sound = () => now?.sound ?? null;

/** What an earlier page recorded and did not send waits again in its conversation. */
export async function restore() {
  if (now) return;
  const left = await spoken.take();
  if (!left) return;
  if (now) return left.place.free();
  const { place, type, ...rest } = left;
  now = { id: place.conversation_id, place, since: 0, ...rest };
  if (now.spoken < SHORTEST_MS) return release();
  bind(type);
  show("stopped");
  tell();
  if (now.id !== read("view").open && isKnown(now.id)) goThere(t("A voice message was recorded and not sent. It waits in its conversation."), now.id);
}

/** Its conversation is left: it stops and waits there. */
export function leave(id) {
  if (now?.id !== id) return;
  hush();
  if (mode() === "stopped") return;
  halt();
  if (now) goThere(t("The recording was stopped. It waits in its conversation."), id);
}

function stopped() {
  const { recorder, stream } = now;
  return new Promise((resolve) => {
    recorder.addEventListener("stop", resolve, { once: true });
    recorder.stop();
    stream.getTracks().forEach((track) => track.stop());
  });
}

const hush = () => now.sound && playback.current()?.url === now.sound.url && playback.close();

// `sent`: it is done when its message is kept.
function release(sent = null) {
  hush();
  if (now.place) spoken.discard(now.place, sent).then(restore);
  if (now.sound && !sent) URL.revokeObjectURL(now.sound.url);
  clearInterval(now.timer);
  now.stream?.getTracks().forEach((track) => track.stop());
  now.context?.close();
  now = null;
  show("");
  tell();
}

/** Throw it away. */
export function cancel() {
  if (now) release();
}

/** The hold, or the whole message, was too short to be meant. */
function tooShort() {
  cancel();
  toasts.show({ text: t("Hold the button while you speak, or click it to speak with free hands.") });
}

function bars(levels) {
  const count = Math.min(BARS, levels.length);
  const peaks = Array.from({ length: count }, (_, i) => Math.max(...levels.slice(Math.floor((i * levels.length) / count), Math.floor(((i + 1) * levels.length) / count))));
  const loudest = Math.max(0.01, ...peaks);
  return peaks.map((peak) => Math.round((peak * 100) / loudest));
}

/** Send it. */
export async function finish() {
  if (!(now?.recorder || now?.sound) || now.ending) return;
  if (elapsed() < SHORTEST_MS) return tooShort();
  const mine = now;
  mine.ending = true;
  if (!mine.stopped && !mine.sound) stand(), (mine.stopped = stopped());
  await mine.stopped;
  if (now !== mine) return;
  if (!mine.sound) bind(typeOf(mine.recorder));
  const { file, url, seconds, waveform } = mine.sound;
  release(sendVoice(mine.id, { key: `v${Date.now()}`, file, name: file.name, size: file.size, kind: "audio", url, duration: seconds, waveform }));
}

// Whoever leaves the page while somebody speaks is asked first; what was said so far stays in any case.
window.addEventListener("beforeunload", (event) => now && mode() !== "stopped" && event.preventDefault());
