// The call that this tab is in, for all who change or draw it.
import { read } from "../base/store.js";

const listeners = new Set();
let version = 0;

export let now = null; // what call.js made of it

/** This tab is in that call now; null: in none. */
export const hold = (one) => (now = one);

/** Something of it changed that can be seen. */
export const tell = () => ((version += 1), listeners.forEach((listener) => listener()));
export const listen = (listener) => (listeners.add(listener), () => listeners.delete(listener));
export const tick = () => version;

export const me = () => read("session").me_id_rx_state_;

/** What the server says of it. */
export const view = () => (now?.id ? read("calls")[`c:${now.id}`] : null);

/** Of two the other one's id; 0 in a group. */
export const peerOf = ({ conversation_id }) => read("sidebar")[`c:${conversation_id}`]?.peer?.id ?? 0;
