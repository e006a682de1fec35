// Who types: our own keystrokes out (thinned), the others' in (fading by themselves).
import { isLive, server } from "../base/server.js";
import { drop, put, read } from "../base/store.js";

const REPEAT_MS = 3000;
const LAPSE_MS = 6000;
const lapses = new Map();
let told = { conversation: 0, at: 0 };

/** The text of the composer changed. */
export function changed(conversationId, text) {
  if (!text.trim()) return stopped(conversationId);
  if (told.conversation === conversationId && Date.now() - told.at < REPEAT_MS) return;
  told = { conversation: conversationId, at: Date.now() };
  if (isLive()) server.typing({ conversation_id: conversationId, active: true });
}

/** The text was sent or taken back. */
export function stopped(conversationId) {
  const lately = told.conversation === conversationId && Date.now() - told.at < LAPSE_MS;
  told = { conversation: 0, at: 0 };
  if (lately && isLive()) server.typing({ conversation_id: conversationId, active: false });
}

function fade(key) {
  clearTimeout(lapses.get(key));
  lapses.delete(key);
  put("people", { [key]: null });
  drop("people", (one) => one === key);
}

/** What an update about people says of typing. */
export function takeUpdate(delta) {
  for (const [key, value] of Object.entries(delta)) {
    if (!key.startsWith("t:") || !value) continue;
    clearTimeout(lapses.get(key));
    if (value.active) lapses.set(key, setTimeout(() => fade(key), LAPSE_MS));
    else queueMicrotask(() => fade(key));
  }
}

/** A message landed: its sender no longer types. */
export function landed(conversationId, senderId) {
  const key = `t:${conversationId}:${senderId}`;
  if (read("people")[key]) fade(key);
}
