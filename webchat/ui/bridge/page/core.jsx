// The live core of the chat page: draws nothing, keeps store, line and server together.
import { useContext, useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import { StateStoreContext } from "$/utils/context";
import * as blocks from "../account/blocks.js";
import { leave } from "../account/leaving.js";
import * as schedules from "../adding/schedules.js";
import * as sharing from "../adding/sharing.js";
import * as connection from "../base/connection.js";
import * as dialogs from "../base/dialogs.js";
import * as embedded from "../base/embedded.js";
import * as look from "../base/look.js";
import { goTo, openConversation, settle, useNavigation } from "../base/navigation.js";
import { remember } from "../base/self.js";
import { isLive, server } from "../base/server.js";
import { attach, put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import * as phone from "../calls/calls.js";
import * as trays from "../composer/attach.js";
import * as drafts from "../composer/drafts.js";
import * as edits from "../composer/edits.js";
import * as outbox from "../composer/outbox.js";
import * as reply from "../composer/reply.js";
import * as typing from "../composer/typing.js";
import * as heard from "../media/heard.js";
import * as playback from "../media/playback.js";
import * as uploads from "../media/uploads.js";
import * as attention from "../notices/attention.js";
import * as notices from "../notices/notices.js";
import * as notifier from "../notices/notifier.js";
import * as names from "../parts/names.js";
import { hourOf } from "../parts/shape.js";
import * as who from "../parts/who.js";
import * as badges from "../sidebar/badges.js";
import * as drawn from "../sidebar/drawn.js";
import * as folders from "../sidebar/folders.js";
import * as search from "../sidebar/search.js";
import * as answers from "../sidebar/search_answers.js";
import * as conversation from "../timeline/conversation.js";
import * as messages from "../timeline/messages.js";
import * as pins from "../timeline/pins.js";
import * as places from "../timeline/places.js";
import * as polls from "../timeline/polls.js";
import * as reactions from "../timeline/reactions.js";
import * as receipts from "../timeline/receipts.js";
import * as swipe from "../timeline/swipe.js";
import * as voice from "../voice/voice.js";
import * as announcer from "./announcer.js";
import * as back from "./back.js";
import * as keys from "./keys.js";
import * as minutes from "./minutes.js";
import * as offline from "./offline.js";
import * as presence from "./presence.js";
import * as viewport from "./viewport.js";

const BANNER_MS = 5000;

// One update of the server may come in several parts; each part finds its reader here.
function takePatch(which, delta, whole) {
  if (which === "timeline") takeMessages(delta);
  if (which === "sidebar") takeList(delta), answers.takeList(whole);
  if (which === "unsent") schedules.takeUpdate(delta);
  if (which === "people") takePeople(delta);
  if (which === "blocks") blocks.takeUpdate(delta);
  if (which === "calls") phone.takeUpdate(delta);
  if (which === "search") answers.takeUpdate(delta);
  if (which === "messages") messages.takeUpdate(delta);
  if (which === "view") attention.takeUpdate(delta);
  if (which === "view") look.takeUpdate(delta);
  if (which === "view" && delta.notice) toasts.notify();
  if (which === "view" && delta.signed_out) embedded.isEmbedded() ? embedded.refused() : leave(delta.signed_out);
  if (which === "view" && delta.go) queueMicrotask(() => openConversation(delta.go));
  if (which === "view" && delta.embedded) queueMicrotask(() => embedded.answered(delta.embedded, goTo));
  if (which === "view" && delta.device_asked) put("view", { dialog: "allow_device" });
  if (which === "session" && delta.arrived_rx_state_) queueMicrotask(() => isLive() && arrived());
}

function takeMessages(delta) {
  const me = read("session").me_id_rx_state_;
  for (const [key, value] of Object.entries(delta)) {
    if (key.startsWith("m:") && value?.id) {
      typing.landed(value.conversation_id, value.sender.id);
      if (value.sender.id === me) outbox.arrived(value.client_id, value.seq);
    }
    if (key.startsWith("x:") && value) outbox.refused(key.slice(2), value);
  }
  conversation.takeUpdate(delta);
  reply.takeUpdate(delta);
  announcer.takeUpdate(delta);
  reactions.takeUpdate(delta);
  polls.takeUpdate(delta);
  pins.takeUpdate(delta);
  heard.takeUpdate(delta);
  offline.changed();
  playback.takeUpdate(delta);
}

function takePeople(delta) {
  typing.takeUpdate(delta);
  names.takeUpdate(delta);
  dialogs.takeUpdate(delta);
}

function listed(id, last, full) {
  typing.landed(id, last.sender_id);
  for (const one of last.payload?.users ?? []) typing.landed(id, one.id); // who was shown out types no more
  embedded.heard(id, last, full || last.sender_id === read("session").me_id_rx_state_);
}

function gone(id) {
  conversation.forget(id);
  edits.forgetInside(id);
  drafts.gone(id);
  trays.gone(id);
}

function takeList(delta) {
  if (delta.full) folders.beginAnew(delta, drawn.listedBefore());
  for (const [key, last] of Object.entries(delta)) if (key.startsWith("l:") && last) listed(Number(key.slice(2)), last, delta.full);
  for (const [key, value] of Object.entries(delta)) if (key.startsWith("c:") && value === null) gone(Number(key.slice(2)));
  conversation.takeList(delta);
  receipts.takeUpdate(delta);
  drafts.takeUpdate(delta);
  if (delta.full) edits.tellList();
  folders.takeUpdate(delta);
  notices.takeUpdate(delta);
  offline.changed();
  badges.refresh();
}

function arrived() {
  remember();
  put("view", { banner: false });
  names.forget();
  unsent();
  conversation.request();
  folders.resume();
  pins.load();
  receipts.resend();
  presence.resend();
  attention.resend();
  notifier.arrived();
  offline.arrived();
  outbox.flush();
  messages.resend();
  reactions.resend();
  polls.resend();
  heard.resend();
  phone.resume();
  drafts.resend();
  reply.resend();
  sharing.resume();
  answers.resend();
  dialogs.resend();
  who.resend();
}

// What an earlier page or another tab left here.
function unsent() {
  outbox.restore();
  uploads.restore();
  trays.restore();
  voice.restore();
}

function useConnection() {
  useEffect(() => {
    let timer = null;
    const change = (connected) => {
      clearTimeout(timer);
      if (connected) embedded.enter();
      if (connected) return put("view", { banner: false });
      conversation.interrupted();
      outbox.interrupted();
      drafts.interrupted();
      timer = setTimeout(() => put("view", { banner: true }), BANNER_MS);
    };
    const stop = connection.onConnection(change);
    if (!connection.isConnected() && !isLive()) change(false);
    return () => (stop(), clearTimeout(timer));
  }, []);
}

function leaving() {
  offline.saveNow();
  drafts.saveNow();
  receipts.sendNow();
}

function useVisibility() {
  useEffect(() => {
    const change = () => {
      const visible = embedded.isVisible();
      put("view", { visible });
      if (!visible) leaving();
    };
    change();
    document.addEventListener("visibilitychange", change);
    window.addEventListener("beforeunload", leaving);
    for (const { beforeLeaving } of [uploads, trays]) window.addEventListener("beforeunload", beforeLeaving);
    return () => {
      document.removeEventListener("visibilitychange", change);
      window.removeEventListener("beforeunload", leaving);
      for (const { beforeLeaving } of [uploads, trays]) window.removeEventListener("beforeunload", beforeLeaving);
    };
  }, []);
}

export function ChatCore({ states, ...calls }) {
  const store = useContext(StateStoreContext);
  const location = useLocation();
  const navigate = useNavigate();
  const attached = useRef(false);
  if (!attached.current && typeof window !== "undefined") {
    attach(store, states, takePatch);
    attached.current = true;
  }
  // onLoadMembers is server.loadMembers.
  for (const [name, call] of Object.entries(calls)) if (name.startsWith("on")) server[name[2].toLowerCase() + name.slice(3)] = call;
  useNavigation(navigate);
  useConnection();
  useVisibility();
  useEffect(() => {
    outbox.start((message) => server.send(message), isLive);
    if (isLive()) arrived();
    else trays.restore();
    setTimeout(hourOf, 0, Date.now()); // the browser reads its data of languages while the list is still on its way
    const stops = [keys.watch(), back.watch(), viewport.watch(), minutes.watch(), drawn.watch(), embedded.start(), presence.watch(), attention.watch(), notifier.start(goTo, phone.answer, notices.sounds), offline.start(unsent), drafts.watch(), outbox.watch(), trays.watchDrops(), search.watchKeys()];
    return () => stops.forEach((stop) => stop());
  }, []);
  useEffect(() => {
    settle();
    places.enter(location);
    pins.load();
  }, [location.pathname, location.search]);
  useEffect(() => {
    document.addEventListener("click", places.followOwnLinks);
    const still = swipe.watch();
    return () => {
      still();
      document.removeEventListener("click", places.followOwnLinks);
    };
  }, []);
  return null;
}
