// Messages for later, as this person's browsers know them: "h:<id>".
import { mark } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";
import { ask } from "../base/rest.js";
import { server } from "../base/server.js";
import { drop, read } from "../base/store.js";
import * as drafts from "../composer/drafts.js";
import { randomId } from "../composer/outbox.js";
import { canAsk } from "../timeline/held.js";

let asked = null; // what the server has not answered

/** The messages that wait in a conversation, the next first. */
export function waitingIn(unsent, id) {
  return Object.entries(unsent)
    .filter(([key, value]) => key.startsWith("h:") && value?.conversation_id === id)
    .map(([, value]) => value)
    .sort((a, b) => new Date(a.send_at) - new Date(b.send_at) || a.id - b.id);
}

/** Whether what stands in the composer can be sent later: a new text, without files. */
export const canWait = (view) => Boolean(view.draft_filled) && !view.draft_too_long && !view.tray?.length && view.answer?.mode !== "edit";

/** How many wait in the open conversation. */
export const waitingCount = (unsent, view) => (view.open ? waitingIn(unsent, view.open).length : 0);

/** What stands in the composer is sent at that time; it stays there until the server has it. */
export function schedule(sendAt) {
  const id = read("view").open;
  const { body, reply_to } = drafts.draftOf(id);
  if (!body.trim()) return;
  if (!canAsk()) return;
  const wish = { conversation_id: id, body, reply_to_id: reply_to?.id ?? null, send_at: sendAt.toISOString() };
  // Pressed twice, or again because the line broke, it is still one message.
  const again = asked && Object.entries(wish).every(([key, value]) => asked[key] === value);
  asked = { ...wish, client_id: again ? asked.client_id : randomId() };
  server.schedule(asked);
}

export const change = (id, fields) => ask("PATCH", `scheduled/${id}`, fields);
export const sendNow = (id) => change(id, { send_now: true });
export const cancel = (id) => ask("DELETE", `scheduled/${id}`);

/** What an update says of messages for later; "waiting": these are all that there are. */
export function takeUpdate(delta) {
  if ("waiting" in delta) drop("unsent", (key) => !(key in delta));
  const stored = Object.values(delta).some((value) => value?.client_id && value.client_id === asked?.client_id);
  if (!stored) return;
  if (drafts.draftOf(read("view").open).body === asked.body) drafts.empty();
  asked = null;
  closeDialog();
}

const at = (days, hour, now) => {
  const time = new Date(now);
  time.setDate(time.getDate() + days);
  time.setHours(hour, 0, 0, 0);
  return time;
};

/** Times that people mean: in an hour, tonight, tomorrow. */
export function presets(now) {
  const all = [
    [mark("In 1 hour"), new Date(now.getTime() + 3_600_000)],
    [mark("Tonight"), at(0, 20, now)],
    [mark("Tomorrow"), at(1, 9, now)],
  ];
  return all.filter(([, time]) => time > now).sort(([, one], [, other]) => one - other);
}
