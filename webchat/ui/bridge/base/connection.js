// The state of Reflex's own socket, and a gentler way to come back.
//
// Reflex retries in fixed steps and gives up after the server closed the socket
// on purpose, or after it closed it itself because the page was about to go: which
// then stays, where a person says so or a link turns out to be a download. That would
// be a stampede or a dead page, so reconnects wait a random moment and always go on.
import { Socket } from "socket.io-client";

const JITTER_MS = 600;
const RETRY_MS = 1500;

let current = null;
const listeners = new Set();

/** Whether the socket is up right now; null while we have not met it. */
export const isConnected = () => current && current.connected;

/** The id under which the server knows this connection. */
export const socketId = () => current?.id;

/** Call `listener(connected)` on every change; answers how to stop. */
export function onConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = () => listeners.forEach((listener) => listener(Boolean(isConnected())));

function adopt(socket) {
  if (current === socket || socket.nsp !== "/_event") return;
  current = socket;
  socket.wasConnected = true;
  queueMicrotask(tell);
  socket.on("connect", tell);
  socket.on("disconnect", (reason) => {
    tell();
    if (reason.startsWith("io ")) window.setTimeout(() => socket.reconnect?.(), RETRY_MS * Math.random());
  });
}

// The socket does so itself, but not on "localhost": there it would notice minutes later that nothing is answered. (Pages are drawn where there is no window, too.)
globalThis.addEventListener?.("offline", () => current?.io.engine?.close());

const connect = Socket.prototype.connect;
Socket.prototype.connect = function connectWithJitter() {
  const again = current === this && this.wasConnected;
  adopt(this);
  if (!again) return connect.call(this);
  window.setTimeout(() => connect.call(this), Math.random() * JITTER_MS);
  return this;
};

// Reflex may have opened its socket before this module came: what it says next shows it.
const emit = Socket.prototype.emit;
Socket.prototype.emit = function adoptAndEmit(...args) {
  adopt(this);
  return emit.apply(this, args);
};

const onevent = Socket.prototype.onevent;
Socket.prototype.onevent = function adoptAndHear(packet) {
  adopt(this);
  return onevent.call(this, packet);
};
