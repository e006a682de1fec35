// The call that this tab is in, from the button that was pressed to the last tone.
//
// "phase": "preview" (one looks at oneself first), "starting" (the server is asked), "live" (it rings, connects or is
// on: the server's own state says which) or "ended" (how, for a moment).
import { t } from "$/public/i18n.js";
import { onConnection } from "../base/connection.js";
import { isLive } from "../base/server.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import * as playback from "../media/playback.js";
import { createRoom } from "./call_livekit.js";
import * as media from "./call_media.js";
import { createMesh } from "./call_mesh.js";
import { hold, me, now, tell, view } from "./call_now.js";
import * as signals from "./call_signals.js";
import * as sounds from "./call_sounds.js";
import * as tracks from "./call_tracks.js";
import { watchCall } from "./call_watch.js";
import * as calls from "./calls.js";

const GOODBYE_MS = 3500;

const unheard = []; // signals that came before one was ready for them

// The last call that was left from here: until the server has answered, it is on for whoever looks at what this page holds.
// "unnamed": of one that was left before its answer said which one it is, the conversation.
let left = { id: 0, unnamed: 0, told: Promise.resolve() };
const leave = (id) => (left = { id, unnamed: 0, told: calls.act("hangup", id).catch(() => {}) });

export const isHere = (id) => now?.id === id && now.phase !== "ended";

function show(phase, fields = {}) {
  Object.assign(now, { phase, ...fields });
  put("view", { call_open: true, call_here: now.id, call_over: phase === "preview" || !now.minimised });
  tell();
}

// ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Call somebody, or join the call that is on in this conversation. */
export function start(conversationId, kind) {
  const running = calls.callIn(read("calls"), conversationId);
  if (running && isHere(running.id)) return minimise(false);
  if (running && running.id !== left.id && conversationId !== left.unnamed) return join(running.id);
  return begin({ conversation_id: conversationId, kind, way: "request" });
}

/** Join a call that is on. */
export function join(id) {
  const one = read("calls")[`c:${id}`];
  return one && begin({ id, conversation_id: one.conversation_id, kind: one.kind, way: calls.isIn(calls.partOf(one, me())) ? "move" : "accept" });
}

/** Answer a call that rings; `video` says whether with one's own picture. What was on before ends. */
export function accept(one, video) {
  if (now && now.phase !== "ended") hangUp();
  return begin({ id: one.id, conversation_id: one.conversation_id, kind: one.kind, video, way: "accept" });
}

/** After a reload: back into the call. */
export const comeBack = (one) => begin({ id: one.id, conversation_id: one.conversation_id, kind: one.kind, way: "return" });

async function begin(fields) {
  if (now && now.phase !== "ended") return toasts.show({ text: t("You are in a call already.") });
  const problem = media.impossible();
  if (problem) return toasts.show({ text: problem });
  close();
  const video = fields.video ?? fields.kind === "video";
  const mine = hold({
    id: 0, ...fields, micOn: true, cameraOn: video, problem: "", notice: "", tracks: {}, link: null, ice: null, minimised: false,
    main: new MediaStream(), shared: new MediaStream(), begunAt: 0, meter: null, speaking: new Set(), quality: "",
  });
  if (fields.way === "accept") sounds.hush();
  show("starting");
  playback.pause();
  const looks = ["request", "accept"].includes(fields.way) && (media.wantsPreview() || !(await media.isGranted(video)));
  if (now !== mine) return undefined;
  if (looks) show("preview");
  await tracks.open();
  return now === mine && !looks ? enter() : undefined;
}

/** Enter the call: from the preview, or at once. Without a microphone only if one said so. */
export function enter(silent = now.silent) {
  now.silent = silent;
  if (!now.tracks.audio && !silent) return show("preview");
  if (now.problem) now.notice = now.problem;
  show("starting", { problem: "" });
  return (now.entering = ask(now));
}

async function ask(mine) {
  const { way, id, conversation_id, kind } = mine;
  if (way === "request") await left.told;
  if (now !== mine) return undefined;
  try {
    let answer = way === "request" ? await calls.askServer("requestCall", { conversation_id, kind }) : await calls.act("accept", id, way !== "accept");
    // Somebody of the group was faster: theirs is the call.
    if (way === "request" && !calls.isIn(calls.partOf(answer.call, me()))) answer = await calls.act("accept", answer.call.id);
    if (now !== mine) return leave(answer.call.id).told;
    entered(answer);
  } catch (error) {
    if (now === mine) end(error.message, { stays: true, again: !error.final });
  }
  return undefined;
}

function entered({ call: one, ice }) {
  now.id = one.id;
  now.ice = ice;
  if (one.answered_elsewhere) return elsewhere();
  calls.rememberCall(one.id);
  now.stops = [onConnection(tell), watchCall(now, tell)];
  show("live");
  const told = view(); // perhaps more than the answer knew: it rings by now, or is over
  return follow(told?.version > one.version ? told : one);
}

// ── on ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The server says how a call stands. */
export function takeCall(one) {
  if (now?.id !== one.id || now.phase === "ended") return;
  if (now.phase === "live") follow(one);
  else if (!calls.isOn(one)) ended(one); // while one looked at oneself
}

function follow(one) {
  if (!calls.isOn(one)) return ended(one);
  const mine = calls.partOf(one, me());
  if (!calls.isIn(mine)) return end(t("You left the call."));
  const others = calls.peopleIn(one).filter((id) => id !== me());
  if (others.length || now.link) connect(one, others);
  else if (one.state === "ringing" && one.initiator_id === me()) sounds.play("ringback");
  if (mine.state === "reconnecting" && now.up) report("connected");
  tell();
  return undefined;
}

function connect(one, others) {
  if (!now.link) {
    sounds.stop();
    now.link = createLink(one);
    now.link.greet(others);
    for (const { from_user_id, data } of unheard.splice(0)) now.link.take(from_user_id, data);
  }
  now.begunAt ||= Math.min(Date.now(), one.answered_at ? Date.parse(one.answered_at) : Date.now());
  now.link.keep(others);
}

// What connects this tab with the others: each with each, or all over a LiveKit server.
function createLink(one) {
  const mine = now;
  const own = { tracks: () => tracks.sent(mine), media: () => tracks.about(mine), changed };
  if (one.media === "livekit") return createRoom({ ...own, way: () => calls.askServer("callRoom", { call_id: one.id }), failed: (words) => now === mine && shutOut(words) });
  return createMesh({ ...own, callId: one.id, me: me(), initiator: one.initiator_id, ice: configOf(mine.ice) });
}

// The room of a large call cannot be entered: nobody waits for whom they cannot hear.
function shutOut(words) {
  leave(now.id);
  end(words, { stays: true });
}

const configOf = (ice) => ({
  iceServers: ice?.urls.length ? [{ urls: ice.urls, username: ice.username, credential: ice.credential }] : [],
  iceTransportPolicy: ice?.policy ?? "all",
});

function changed() {
  if (!now?.link) return;
  const peers = [...now.link.peers.values()];
  const up = peers.some((peer) => peer.state === "connected");
  if (up && !now.up) report("connected");
  if (!up && now.up && peers.length) report("reconnecting");
  now.up = up;
  tell();
}

// The answer also says whether another device has taken one's place.
async function report(verb) {
  const mine = now;
  const answer = await calls.act(verb, mine.id).catch(() => null);
  if (now === mine && answer?.call.answered_elsewhere) elsewhere();
}

/** Somebody in the call says something to this browser. */
export function takeSignal(signal) {
  if (!now || (now.id && now.id !== signal.call_id) || !signals.isNew(signal.from_user_id, signal.data)) return;
  if (now.link) now.link.take(signal.from_user_id, signal.data);
  else unheard.push(signal);
}

export const { passed } = signals;

/** The line to the server is back. */
export async function resume() {
  if (now?.phase !== "live") return;
  const mine = now;
  mine.up = false; // said again as soon as it is true
  const { ice, call: one } = await calls.act("accept", mine.id).catch(() => ({}));
  if (now !== mine) return undefined;
  if (one?.answered_elsewhere) return elsewhere();
  signals.resend();
  if (ice) mine.ice = ice;
  mine.link?.heal(ice && configOf(ice));
  if (mine.link) changed();
  return undefined;
}

/** Whether somebody waits for the connection to come back. */
export const isReconnecting = () => now?.phase === "live" && (!isLive() || view()?.state === "reconnecting" || [...(now.link?.peers.values() ?? [])].some((peer) => peer.connectedOnce && peer.state !== "connected"));

window.addEventListener("online", () => now?.link?.move());
navigator.connection?.addEventListener?.("change", () => isLive() && now?.link?.move());

// ── while it is on ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Say something in the window of the call; "" takes it back. */
export const note = (text) => ((now.notice = text), tell());

/** Make room for the chat, or take it back. */
export const minimise = (small = true) => show(now.phase, { minimised: small });

/** One step back: no call from the preview, the chat beside a call that is on, nothing more of one that is over. */
export function stepBack() {
  if (now?.phase === "preview") hangUp();
  else if (now?.phase === "ended") close();
  else if (now) minimise();
}

// ── out ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Leave it: hang up, or forget one that did not begin. One that rings is hung up as well: it may be answered by now. */
export function hangUp() {
  const { id, conversation_id, phase, entering } = now;
  if (phase === "live") leave(id);
  else if (entering) left = { id, unnamed: id ? 0 : conversation_id, told: entering }; // its answer hangs it up
  end(phase === "live" ? t("Call ended") : "");
}

const ENDS = {
  declined: () => t("Declined"),
  busy: () => t("Busy: they are in another call"),
  missed: () => t("No answer"),
  cancelled: () => t("Call cancelled"),
  completed: () => t("Call ended"),
  failed: () => failure(),
  left: () => t("The connection was lost."),
};

// Without a relay some networks cannot reach each other at all.
function failure() {
  if (now.begunAt && now.wasUp) return t("The connection was lost.");
  return now.ice?.urls.length ? t("The other side cannot be reached.") : t("The other side cannot be reached from this network. No relay is configured on this server.");
}

const ended = (one) => end((ENDS[one.end_reason] ?? ENDS.completed)(), { stays: one.end_reason === "failed", reason: one.end_reason });

// It goes on there: this conversation's bar has the way back.
const elsewhere = () => end(t("You are in this call on another device."), { again: false });

// `again`: whether calling again may help.
function end(text, { stays = false, reason = "", again = true } = {}) {
  stop(reason);
  if (!text) return close();
  show("ended", { text, again });
  const mine = now;
  if (!stays) setTimeout(() => now === mine && close(), GOODBYE_MS);
  return undefined;
}

function stop(reason) {
  const wasOn = Boolean(now.link);
  now.stops?.forEach((undo) => undo());
  now.link?.close();
  now.meter?.stop();
  Object.values(now.tracks).forEach((track) => track?.stop());
  Object.assign(now, { link: null, meter: null, tracks: {} });
  signals.forget();
  unheard.length = 0;
  calls.rememberCall(0);
  if (wasOn) sounds.play("ended");
  else if (reason === "busy" || reason === "declined") sounds.play("busy");
  else sounds.stop();
}

/** Nothing of the call is to be seen any more. */
export function close() {
  if (now && now.phase !== "ended") stop("");
  hold(null);
  put("view", { call_open: false, call_here: 0, call_over: false });
  tell();
}
