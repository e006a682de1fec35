// Which way Reflex's socket goes: a WebSocket, or long polling where something in between blocks WebSockets.
//
// Reflex fixes one transport at build time. Here each opening of the engine takes the way that worked last; when it
// fails twice in a row, or nothing comes for seconds, the other way is tried. A page that polls looks
// now and then whether a WebSocket opens, and goes back to it.
import { Manager } from "socket.io-client";
import { isElsewhere } from "./backend.js";

const KEY = "webchat.polling";
const OPENING_MS = 4000;
const FIRST_LOOK_MS = 5000;
const LAST_LOOK_MS = 300_000;
// How many attempts make a round, of which the last one goes the other way. A server that restarts fails both ways.
const ROUND = 3;
const ROUND_AFTER_SUCCESS = 6;

let polls = remembered();
let failures = 0;
let hasOpened = false;
let pause = FIRST_LOOK_MS;
let nextLook = 0;

function remembered() {
  try {
    return sessionStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

function prefer(polling) {
  polls = polling;
  failures = 0;
  try {
    if (polling) sessionStorage.setItem(KEY, "yes");
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser without storage finds out anew at each load.
  }
}

/** Draws its children. As a wrap of the whole app it is here before Reflex opens anything. */
export const Transport = ({ children }) => children;

const open = Manager.prototype.open;
Manager.prototype.open = function openSomeWay(done) {
  if (this._readyState.includes("open")) return open.call(this, done);
  const round = hasOpened ? ROUND_AFTER_SUCCESS : ROUND;
  const polling = failures >= round - 1 ? !polls : polls;
  const { opts } = this;
  const timeout = this.timeout();
  if (polling) this.opts = { ...opts, transports: ["polling"], upgrade: false, withCredentials: isElsewhere() };
  else this.timeout(OPENING_MS);
  open.call(this, done);
  this.opts = opts;
  this.timeout(timeout);
  follow(this, this.engine, polling, round);
  return this;
};

function follow(manager, engine, polling, round) {
  let settled = false;
  const began = performance.now();
  const fail = () => {
    window.clearTimeout(nextLook);
    if (settled) return;
    settled = true;
    const hung = performance.now() - began >= OPENING_MS; // once is enough
    if (failures >= round - 1) failures = 0;
    else failures = hung ? round - 1 : failures + 1;
  };
  engine.once("error", fail);
  engine.once("close", fail);
  engine.once("open", () => {
    settled = hasOpened = true;
    prefer(polling);
    window.clearTimeout(nextLook);
    if (polling) nextLook = window.setTimeout(look, pause, manager);
    else pause = FIRST_LOOK_MS;
  });
}

/** Open a WebSocket beside the polling; one that is answered is the better way. */
function look(manager) {
  const { path, query, protocols } = manager.opts;
  const address = new URL(path.replace(/\/?$/, "/"), manager.uri);
  address.protocol = address.protocol.replace("http", "ws");
  address.search = new URLSearchParams({ ...query, EIO: "4", transport: "websocket" });
  const socket = new WebSocket(address, protocols);
  const patience = window.setTimeout(() => socket.close(), OPENING_MS);
  socket.onmessage = () => {
    socket.onclose = null;
    window.clearTimeout(patience);
    socket.close();
    prefer(false);
    manager.engine.close(); // Reflex comes back at once, by the WebSocket
  };
  socket.onclose = () => {
    window.clearTimeout(patience);
    pause = Math.min(pause * 2, LAST_LOOK_MS);
    nextLook = window.setTimeout(look, pause, manager);
  };
}
