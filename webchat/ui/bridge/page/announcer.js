// What a screen reader says of new messages: those of others, a few with their words, many as a number.
//
// The log itself is silent: it changes also when history is loaded, when one writes, and when ticks turn.
import { t, tn } from "$/public/i18n.js";
import { put, read } from "../base/store.js";
import { lineOf } from "../timeline/held.js";
import { isNews } from "../timeline/news.js";

const PAUSE_MS = 700; // what comes together is said together
const MOST = 3;

const heard = new Map(); // conversation -> the newest message that was said, or was there at first
let waiting = [];
let timer = 0;

const sentence = ({ sender, ...message }) => t("{name}: {text}", { name: sender.display_name, text: lineOf(message) });

function say() {
  timer = 0;
  const here = waiting.filter((one) => one.conversation_id === read("view").open);
  waiting = [];
  if (!here.length) return;
  const text = here.length > MOST ? tn("{count} new message", "{count} new messages", here.length) : here.map(sentence).join("\n");
  // The same words again are a change only if they look like one.
  put("view", { announced: text === read("view").announced ? `${text}\u00a0` : text });
}

/** New messages of the open conversation are said before long. */
export function takeUpdate(delta) {
  const id = read("view").open;
  const frame = read("timeline")[`w:${id}`];
  if (!id || !frame?.loaded) return;
  const known = heard.get(id) ?? frame.to_seq;
  const fresh = Object.keys(delta)
    .filter((key) => key.startsWith("m:"))
    .map((key) => delta[key])
    .filter((one) => one?.conversation_id === id && one.seq > known);
  heard.set(id, Math.max(known, ...fresh.map((one) => one.seq)));
  waiting.push(...fresh.filter(isNews));
  if (waiting.length) timer ||= setTimeout(say, PAUSE_MS);
}
