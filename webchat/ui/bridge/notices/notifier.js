// The browser's own notifications: whether they may be shown, showing them, taking them back, and Web Push.
import { t } from "$/public/i18n.js";
import { isEmbedded } from "../base/embedded.js";
import { ask } from "../base/rest.js";
import { myId } from "../base/self.js";
import { put } from "../base/store.js";
import { COUNTED_KINDS, countLabel, labelOf } from "../parts/kinds.js";
import { inTurn } from "./claims.js";

const SWITCH = "webchat.notifications"; // "off" where this browser is to be silent
const SUBSCRIBED = "webchat.push"; // who was subscribed here, and where
const TURN = "webchat.shown"; // as in sw.js
const ICON = "/icons/icon-192.png";
const MOST_FILES = 10; // of a message
const KINDS = ["text", "image", "video", "audio", "voice", "file", "gif", "sticker", "location", "contact", "poll"];
let registering = null;
let subscribing = null;

/** What this browser does: "impossible", "default" (nobody was asked), "denied", "off" or "on". */
export function standing() {
  if (typeof Notification === "undefined" || !window.isSecureContext || isEmbedded()) return "impossible";
  if (Notification.permission !== "granted") return Notification.permission;
  return localStorage.getItem(SWITCH) === "off" ? "off" : "on";
}

const changed = () => put("view", { notify_standing: standing() });

// The worker's registration; null where there can be none, or it could not be loaded: then whoever asks next tries again.
async function worker() {
  if (!("serviceWorker" in navigator) || isEmbedded()) return null;
  registering ??= navigator.serviceWorker.register("/sw.js").catch(() => (registering = null));
  return registering;
}

// As soon as it can show something: one that is only being installed may not.
async function readyWorker() {
  const registration = await worker();
  return registration && !registration.active ? navigator.serviceWorker.ready : registration;
}

/**
 * Start the worker that shows notifications; `open(path)` is what a click on one does in this page, `answer()` what the
 * button of a call's does, `sounds()` whether this page sounds for a message by itself.
 */
export function start(open, answer, sounds) {
  changed();
  if (!("serviceWorker" in navigator) || isEmbedded()) return () => {};
  worker();
  // Allowed or blocked beside the address, while this page is open.
  navigator.permissions?.query({ name: "notifications" }).then((allowed) => (allowed.onchange = () => (changed(), arrived())), () => {});
  const hear = ({ data, ports }) => {
    if (data?.type === "webchat.sounding" && sounds()) ports[0].postMessage(true);
    if (["webchat.open", "webchat.answer"].includes(data?.type)) open(data.path);
    if (data?.type === "webchat.answer") answer();
  };
  navigator.serviceWorker.addEventListener("message", hear);
  return () => navigator.serviceWorker.removeEventListener("message", hear);
}

/** A button that says what it is for was pressed: now the browser may ask. Answers the standing. */
export async function turnOn() {
  localStorage.removeItem(SWITCH);
  if (Notification.permission === "default") await Notification.requestPermission();
  changed();
  if (standing() === "on") await subscribe();
  return standing();
}

/** This browser shows nothing any more. */
export async function turnOff() {
  localStorage.setItem(SWITCH, "off");
  changed();
  await unsubscribe();
}

/** We are on line: where notifications are on, this browser is told of messages also with the page closed. */
export async function arrived() {
  keepWords();
  const registration = await worker();
  if (standing() !== "on") return;
  const subscription = await registration?.pushManager?.getSubscription();
  if (subscription && localStorage.getItem(SUBSCRIBED) === signOf(subscription)) put("view", { push: true });
  else await subscribe();
}

const signOf = (subscription) => `${myId()} ${subscription.endpoint}`;

const subscribe = () => (subscribing ??= subscribeHere().finally(() => (subscribing = null)));

async function subscribeHere() {
  try {
    const { pushManager } = await readyWorker();
    const { public_key: key } = await ask("GET", "push/key");
    // One that was made for another key (another installation at this address) is of no use.
    await pushManager.getSubscription().then((old) => old && localStorage.getItem(SUBSCRIBED) !== signOf(old) && old.unsubscribe());
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = subscription.toJSON();
    await ask("POST", "push/subscriptions", { endpoint, keys });
    localStorage.setItem(SUBSCRIBED, signOf(subscription));
    put("view", { push: true });
  } catch {
    put("view", { push: false }); // told in the settings: only while a page is open
  }
}

async function unsubscribe() {
  localStorage.removeItem(SUBSCRIBED);
  put("view", { push: false });
  const subscription = await (await worker())?.pushManager?.getSubscription();
  if (!subscription) return;
  await ask("DELETE", "push/subscriptions", { endpoint: subscription.endpoint }).catch(() => {});
  await subscription.unsubscribe();
}

/** Nobody is signed in here any more: nothing of them stays on the screen, and nothing more comes. */
export async function forget() {
  await takeBack(() => true);
  await unsubscribe().catch(() => {});
  for (const name of ["webchat-words", "webchat-shared", "webchat-answer"]) await globalThis.caches?.delete(name).catch(() => {});
}

// The worker has no catalogue of its own: it words what comes while the page is closed in the page's language.
async function keepWords() {
  if (typeof caches === "undefined" || isEmbedded()) return;
  const words = { message: t("New message"), ...Object.fromEntries(KINDS.map((kind) => [kind, labelOf(kind, "") || t("New message")])) };
  for (const kind of COUNTED_KINDS) for (let count = 1; count <= MOST_FILES; count += 1) words[`${kind}_${count}`] = countLabel({ [kind]: count });
  words.contact = t("Contact");
  words.poll = t("Poll");
  Object.assign(words, {
    calling: t("{name} is calling", { name: "{name}" }), accept: t("Accept"), decline: t("Decline"), ring_audio: t("Voice call"), ring_video: t("Video call"),
    ring_over: t("This call does not ring any more."), missed_audio: t("Missed voice call"), missed_video: t("Missed video call"),
    unreached: t("No connection"), unreached_why: t("There is no network, or the server does not answer."), again: t("Try again"), language: document.documentElement.lang,
    and: t("{before}, {next}", { before: "{before}", next: "{next}" }),
    unloaded: t("The page could not be loaded completely."), // boot.js
  });
  const cache = await caches.open("webchat-words").catch(() => null);
  await cache?.put("/words", new Response(JSON.stringify(words)));
}

// Of what is on the screen Chromium forgets the notification that was just being shown when somebody asked: then nothing
// could take it back. So nobody asks while another one shows.
const shownAt = (registration, filter) => inTurn(TURN, () => registration.getNotifications(filter));

/** Show a message: {tag, title, body, path, seq, icon}; what this browser shows already is not shown again. */
export async function show({ tag, title, body, path, seq, icon }) {
  const options = { tag, body, icon: icon || ICON, badge: "/icons/badge-96.png", renotify: true, silent: true, data: { path, seq } };
  const registration = await readyWorker();
  if (!registration) return;
  await inTurn(TURN, async () => {
    const before = await registration.getNotifications({ tag });
    if (!before.some((one) => one.data?.seq >= seq)) await registration.showNotification(title, options);
  });
}

/** Whether this browser has shown a message, or a newer one under its tag, by a notification that sounded. */
export async function hasSounded(tag, seq) {
  const registration = await worker();
  const shown = registration ? await shownAt(registration, { tag }) : [];
  return shown.some((one) => one.data?.seq >= seq && !one.silent);
}

/** Show that a call rings until that is taken back, which the function that this answers does; the worker knows its buttons. */
export function showRing({ call, title, body, path }) {
  if (standing() !== "on") return () => {};
  let over = false;
  const tag = `call${call}`;
  const actions = [{ action: "accept", title: t("Accept") }, { action: "decline", title: t("Decline") }];
  const options = { tag, body, actions, icon: ICON, badge: "/icons/badge-96.png", requireInteraction: true, silent: true, data: { path, call } };
  const showing = readyWorker()
    .then((registration) => registration && inTurn(TURN, () => over || registration.showNotification(title, options)))
    .catch(() => {}); // not allowed any more
  return () => {
    over = true;
    showing.then(() => takeBack((one) => one === tag)); // one that is only on its way to the screen is not found there
  };
}

/** The call that was accepted by the button of its notification within `ms`, once; 0: none. */
export async function takeAnswer(ms) {
  if (typeof caches === "undefined") return 0;
  const cache = await caches.open("webchat-answer").catch(() => null);
  const answer = await (await cache?.match("/answer"))?.json();
  return answer && (await cache.delete("/answer")) && Date.now() - answer.at < ms ? answer.call : 0;
}

/** Close the notifications for which `over(tag, seq)` holds. */
export async function takeBack(over) {
  if (standing() === "impossible" || Notification.permission !== "granted") return;
  const registration = await worker();
  const shown = registration ? await shownAt(registration) : [];
  for (const one of shown) if (over(one.tag, one.data?.seq ?? 0)) one.close();
}
