// Which voice messages were played: told to the server, again after an outage.
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";

const MOST = 100; // as many listeners as are named
const wishes = new Set();

const me = () => read("session").me_id_rx_state_;

/** How a voice message stands for this reader: "new", "heard", "waiting" (nobody heard mine yet), "known" or "". */
export function heardState(message, timeline, my, notes) {
  if (message.kind !== "voice" || message.deleted_at || !message.id || notes) return "";
  const by = timeline[`v:${message.id}`]?.heard_by ?? [];
  if (message.sender.id === my) return by.length ? "known" : "waiting";
  return by.includes(my) || by.length >= MOST ? "heard" : "new";
}

/** This message is being played here. */
export function heard(message) {
  if (!message || heardState(message, read("timeline"), me(), false) !== "new") return;
  const key = `v:${message.id}`;
  const entry = read("timeline")[key] ?? { conversation_id: message.conversation_id, seq: message.seq, version: message.version, heard_by: [] };
  put("timeline", { [key]: { ...entry, heard_by: [...entry.heard_by, me()] } });
  wishes.add(message.id);
  resend();
}

/** Say what was not answered yet. */
export function resend() {
  if (isLive()) wishes.forEach((id) => server.markHeard({ message_id: id }));
}

/** The server's word: what it knows is not said again. */
export function takeUpdate(delta) {
  for (const id of wishes) if (delta[`v:${id}`] && delta[`v:${id}`].heard_by.includes(me())) wishes.delete(id);
}
