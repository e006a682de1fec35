// Names of people by their ids: from what this browser holds, else from the server.
import { listed as inOneLine, t, tn } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { read } from "../base/store.js";

const MOST = 100; // in one question
const wanted = new Set(); // ids whose names were asked for, or are to be

/** What this browser holds of a person. */
export function heldPerson(id) {
  const people = read("people");
  if (people[`i:${id}`]) return people[`i:${id}`];
  const open = read("view").open;
  if (people[`u:${open}:${id}`]) return people[`u:${open}:${id}`];
  const peer = read("sidebar")[`c:${open}`]?.peer;
  if (peer?.id === id) return peer;
  return Object.values(read("timeline")).find((one) => one?.sender?.id === id)?.sender;
}

const isMe = (id) => id === read("session").me_id_rx_state_;

/** What a person is called here; undefined until it is known. */
export const nameOf = (id) => (isMe(id) ? t("You") : heldPerson(id)?.display_name);

/** Ask for the names that are not held, once each. */
export function learn(ids) {
  const missing = ids.filter((id) => !nameOf(id) && !wanted.has(id));
  missing.forEach((id) => wanted.add(id));
  ask(missing);
}

function ask(ids) {
  if (!isLive()) return;
  for (let at = 0; at < ids.length; at += MOST) server.names({ ids: ids.slice(at, at + MOST) });
}

/** Back on line: what was wanted before there was one, or not answered, is asked for. */
export const resend = () => ask([...wanted].filter((id) => !nameOf(id)));

/** People's names as one line, my own first, the rest counted. */
export function listed(ids, most) {
  const names = [...ids.filter(isMe), ...ids.filter((id) => !isMe(id))].map(nameOf).filter(Boolean);
  const shown = names.slice(0, most);
  const more = ids.length - shown.length;
  if (more) shown.push(shown.length ? tn("{count} more", "{count} more", more) : tn("{count} person", "{count} people", more));
  return inOneLine(shown);
}
