// Live locations that this browser shares: kept over reloads, sent while a page is open.
import * as storage from "../base/kept.js";
import { isLive, server } from "../base/server.js";
import { read } from "../base/store.js";
import { follow } from "./geolocation.js";

const PAUSE_MS = 12_000;
const SIGN_OF_LIFE_MS = 60_000;
const MOVED_M = 10;

let stopFollowing = null;
let timer = null;
let latest = null;
const told = new Map(); // client_id -> { at, place }

const me = () => read("session").me_id_rx_state_;
const boxKey = () => `webchat.live.${me()}`;
const messageOf = (clientId) => read("timeline")[`m:${me()}:${clientId}`];

const shares = () => storage.keptJson(boxKey()) ?? [];
const keep = (items) => (items.length ? storage.keep(boxKey(), JSON.stringify(items)) : storage.forget(boxKey()));

const metres = (a, b) => {
  const degree = 111_320;
  const x = (a.longitude - b.longitude) * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(x, a.latitude - b.latitude) * degree;
};

function isOver(share) {
  const until = messageOf(share.client_id)?.payload?.live_until ?? share.until;
  return messageOf(share.client_id)?.deleted_at || new Date(until) <= new Date();
}

function tell(share) {
  const id = share.id ?? messageOf(share.client_id)?.id;
  if (!id || !latest || !isLive()) return;
  const last = told.get(share.client_id);
  const fresh = !last || metres(last.place, latest) >= MOVED_M || Date.now() - last.at >= SIGN_OF_LIFE_MS;
  if (!fresh) return;
  told.set(share.client_id, { at: Date.now(), place: latest });
  server.moveLocation({ message_id: id, ...latest });
}

function tick() {
  const left = shares().filter((share) => !isOver(share));
  left.forEach((share) => (share.id ??= messageOf(share.client_id)?.id));
  keep(left);
  if (!left.length) return rest();
  left.forEach(tell);
}

function rest() {
  clearInterval(timer);
  stopFollowing?.();
  timer = stopFollowing = latest = null;
}

/** Go on with what this browser shares. */
export function resume() {
  if (timer || !shares().length) return;
  stopFollowing = follow((place) => (latest = place));
  timer = setInterval(tick, PAUSE_MS);
}

/** A live location was sent from here, from this place. */
export function begin(clientId, until, place) {
  keep([...shares(), { client_id: clientId, until }]);
  told.set(clientId, { at: Date.now(), place });
  resume();
}

/** Stop sharing that message's location. */
export function stop(row) {
  keep(shares().filter((share) => share.client_id !== row.client_id));
  if (isLive()) server.stopLocation({ message_id: row.id });
  if (!shares().length) rest();
}
