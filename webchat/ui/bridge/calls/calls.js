// Calls as this page knows them: which are on, which one rings here, who is in them. What makes a call itself
// (call.js and its screens) is loaded when somebody calls or is called first.
import { t } from "$/public/i18n.js";
import { openConversation } from "../base/navigation.js";
import { isLive, server } from "../base/server.js";
import { drop, put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { mayWrite } from "../groups/rights.js";
import * as notifier from "../notices/notifier.js";
import { badgeOf } from "../parts/shape.js";
import { nameOf } from "../parts/who.js";
import { pictureOf, titleOf } from "../sidebar/list.js";

const LIVE = ["calling", "ringing", "connecting", "active", "reconnecting"];
const RUNG = ["calling", "ringing"];
const INSIDE = ["waiting", "connecting", "active", "reconnecting"];
const ANSWER_MS = 15_000;
const DEVICE_KEY = "webchat.call.device";
const RETURN_KEY = "webchat.call.now";
const NAME_MS = 2000; // a page that is reloaded may let go of its name a moment after the next one asks for it

export let call = null; // call.js, when it is there
let loading = null;
const asked = new Map(); // number of a question -> what its answer does
let asks = 0;
let device = null;

const fail = () => {
  loading = null;
  toasts.show({ text: t("The call could not be loaded. Try again when the line is back.") });
  return null;
};

/** Load what makes calls; answers null where that fails. */
export const load = () => (loading ??= Promise.all([import("./call.js"), import("./call_screens.jsx")]).then(([module]) => (call = module), fail));

const me = () => read("session").me_id_rx_state_ ?? 0;

export const isOn = (one) => LIVE.includes(one?.state);
export const partOf = (one, id) => one?.participants.find((part) => part.user_id === id);
export const isIn = (part) => INSIDE.includes(part?.state);

/** Whether the call is one of a group. */
export const isOfGroup = (one) => read("sidebar")[`c:${one.conversation_id}`]?.kind === "group";

/** The ids of who is in the call. */
export const peopleIn = (one) => one.participants.filter(isIn).map((part) => part.user_id);

/** All calls that this page holds. */
const heldCalls = (calls) => Object.entries(calls).filter(([key, one]) => key.startsWith("c:") && one).map(([, one]) => one);

/** The call that is on in a conversation. */
export const callIn = (calls, conversationId) => heldCalls(calls).find((one) => one.conversation_id === conversationId && isOn(one));

const ringsFor = (one, id) => isOn(one) && RUNG.includes(partOf(one, id)?.state);

/** The call that rings on this device; it is silent where it was ignored. */
export function ringingCall(calls, session, view) {
  return heldCalls(calls).find((one) => ringsFor(one, session.me_id_rx_state_) && !view.call_ignored?.[one.id] && view.call_here !== one.id);
}

/** The name of this tab as a device; a copy of the tab gets another one. */
export function deviceId() {
  device ??= (async () => {
    const fresh = () => `tab-${Math.random().toString(36).slice(2)}${Date.now().toString(36)}`;
    let id = sessionStorage.getItem(DEVICE_KEY) ?? fresh();
    if (navigator.locks && !(await keep(id))) await keep((id = fresh()));
    sessionStorage.setItem(DEVICE_KEY, id);
    return id;
  })();
  return device;
}

// Held as long as the page lives; false where another page goes on holding it.
const keep = (id) =>
  new Promise((done) => {
    const holding = () => (done(true), new Promise(() => {}));
    navigator.locks.request(`webchat.device.${id}`, { signal: AbortSignal.timeout(NAME_MS) }, holding).catch(() => done(false));
  });

/** Ask the server something about calls; answers what it says, throws an Error with words, "final" where asking again is in vain. */
export async function askServer(name, fields) {
  const question = (asks += 1);
  const device_id = await deviceId();
  return new Promise((done, refuse) => {
    const timer = setTimeout(() => answered({ ask: question, error: t("The server does not answer. Try again in a moment.") }), ANSWER_MS);
    asked.set(question, ({ error, ...answer }) => (clearTimeout(timer), error ? refuse(Object.assign(new Error(error), answer)) : done(answer)));
    if (!isLive()) return answered({ ask: question, error: t("There is no connection to the server.") });
    server[name]({ ask: question, device_id, ...fields });
  });
}

function answered(answer) {
  const run = asked.get(answer.ask);
  asked.delete(answer.ask);
  run?.(answer);
}

/** A verb of a call; what comes of it is told to everyone as "call.updated". */
export const act = (verb, callId, move = false) => askServer("changeCall", { verb, call_id: callId, move });

/** Call, or join what is on there. */
export async function startCall(kind) {
  (await load())?.start(read("view").open, kind);
}
export const callBack = async (conversationId, kind) => {
  openConversation(conversationId);
  (await load())?.start(conversationId, kind);
};
export const joinCall = async (id) => (await load())?.join(id);

/** Whether one may call in the open conversation. */
export function mayCall(sidebar, view) {
  const conversation = sidebar[`c:${view.open}`];
  if (!conversation || conversation.is_notes || conversation.peer?.is_bot) return false;
  return mayWrite(sidebar, view);
}

/** Silence on this device; nobody is told. */
export function ignore(id) {
  put("view", { call_ignored: { ...read("view").call_ignored, [id]: true } });
  channel?.postMessage({ ignored: id });
  act("ignore", id).catch(() => {});
}

// The tabs of this browser are one device to whoever does not want to hear it.
const channel = typeof BroadcastChannel === "undefined" || typeof window === "undefined" ? null : new BroadcastChannel("webchat.calls");
if (channel) channel.onmessage = ({ data }) => data.ignored && put("view", { call_ignored: { ...read("view").call_ignored, [data.ignored]: true } });

/** What an update of the server says of calls. */
export function takeUpdate(delta) {
  // A full list (after a reconnect) replaces what was here. It names its calls: of one that is known newer there is no entry.
  if (delta.listed) drop("calls", (key, one) => key.startsWith("c:") && !delta.listed.includes(one?.id));
  if (delta.answer) answered(delta.answer);
  for (const [key, one] of Object.entries(delta)) {
    if (!key.startsWith("c:") || !one) continue;
    call?.takeCall(one);
    if (!delta.listed) count(one);
    if (ringsFor(one, me())) announce(one);
  }
  if (delta.passed) call?.passed(delta.passed);
  if (delta.signal) call?.takeSignal(delta.signal);
}

const missed = new Set();
const isLost = (part) => part?.state === "missed" || part?.state === "busy";

// A call that this person did not get; a full list brings the number with it.
function count(one) {
  if (isOn(one) || !isLost(partOf(one, me())) || missed.has(one.id)) return;
  missed.add(one.id);
  put("calls", { missed: (read("calls").missed ?? 0) + 1 });
}

const announced = new Set();
function announce(one) {
  load();
  if (announced.has(one.id) || !isLive()) return; // a list comes a moment before the server knows this page: resume()
  announced.add(one.id);
  if (partOf(one, me()).state === "calling") act("ringing", one.id).catch(() => {});
}

// What was accepted by the button of its notification, before this page was on line: [id, until when].
let accepted = [0, 0];

/** A notification's button said to accept: now, or as soon as the server knows this page. */
export async function answer() {
  const id = await notifier.takeAnswer(ANSWER_MS);
  if (id) accepted = [id, Date.now() + ANSWER_MS];
  const [wanted, until] = accepted;
  if (!wanted || !isLive()) return;
  accepted = [0, 0];
  const one = read("calls")[`c:${wanted}`];
  if (until < Date.now() || !ringsFor(one, me())) return toasts.show({ text: t("This call does not ring any more.") });
  return (await load())?.accept(one, one.kind === "video");
}

/** The server knows this page (again): a call goes on, and after a reload this tab goes back into it. */
export function resume() {
  answer();
  const id = Number(sessionStorage.getItem(RETURN_KEY));
  const one = read("calls")[`c:${id}`];
  heldCalls(read("calls")).filter((held) => ringsFor(held, me())).forEach(announce);
  call?.resume();
  if (!id || call?.isHere(id)) return;
  if (isOn(one) && isIn(partOf(one, me()))) load().then((module) => module?.comeBack(one));
  else sessionStorage.removeItem(RETURN_KEY);
}

/** Keep, over a reload, in which call this tab is; 0: in none. */
export const rememberCall = (id) => (id ? sessionStorage.setItem(RETURN_KEY, String(id)) : sessionStorage.removeItem(RETURN_KEY));

/** What the conversation's bar says of a call that is on: {id, kind, ids, mode}; null where there is nothing to say. */
export function callBar(calls, session, view) {
  const one = view.open && callIn(calls, view.open);
  if (!one || view.call_here === one.id) return null;
  const mine = partOf(one, session.me_id_rx_state_);
  if (isIn(mine)) return { call: one, mode: "elsewhere" };
  return isOfGroup(one) ? { call: one, mode: "join" } : null;
}

/** How many calls were missed since one last looked, for a badge. */
export const missedLabel = ({ missed = 0 }) => badgeOf(missed);

/** The list of calls was opened. */
export const see = () => read("calls").missed && isLive() && server.seeCalls({});

/** Who began a call: {id, name, url}; the call itself brings them, for this page may know nothing of them yet. */
export function callerOf(one) {
  const caller = partOf(one, one.initiator_id);
  return { id: one.initiator_id, name: nameOf(one.initiator_id) ?? caller?.display_name ?? t("Somebody"), url: caller?.avatar_url };
}

/** The face of who the call is with, {id, name, url}: the group's, or the other person's. */
export function faceOfCall(one) {
  const conversation = read("sidebar")[`c:${one.conversation_id}`];
  return { id: conversation?.peer?.id ?? one.conversation_id, name: conversation && titleOf(conversation), url: conversation && pictureOf(conversation) };
}
