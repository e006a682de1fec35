// What the page can ask of the server: Reflex events, put here by core.jsx.
// Each is a function of one plain object; nothing is sent while the line is down.
import { isConnected, socketId } from "./connection.js";
import { read } from "./store.js";

export const server = {};

// After a short outage the server repeats what it knew of the old connection: only
// the id of this one says that it has seen us here.

/** Whether the server knows who we are on this very connection. */
export function isLive() {
  const arrived = read("session").arrived_rx_state_;
  return Boolean(arrived) && (isConnected() === null || (isConnected() && arrived === socketId()));
}
