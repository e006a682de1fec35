// What the page can ask of the server: Reflex events, put here by core.jsx.
// Each is a function of one plain object; nothing is sent while the line is down.
import { isConnected } from "./connection.js";
import { read } from "./store.js";

export const server = {};

/** Whether the server knows who we are on this connection. */
export const isLive = () => isConnected() && Boolean(read("session").arrived_rx_state_);
