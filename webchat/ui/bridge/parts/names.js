// Somebody has another name or picture: what is held of them is brought up to date.
import { mark, t } from "$/public/i18n.js";
import { drop, put, read } from "../base/store.js";

const DELETED = mark("Deleted user");

/** What somebody is called: whoever has ended their account by no name. */
export const nameOf = ({ display_name: name } = {}) => (name === DELETED ? t(DELETED) : (name ?? ""));

/** Whether the other one of a direct conversation has ended their account: told as such, or not told any more. */
export const isPeerGone = ({ kind, is_notes: notes, peer } = {}) => kind === "direct" && !notes && (!peer || peer.username === `deleted-${peer.id}`);

/** Whether only one other person is, or was, in it: they need no name beside what they say. */
export const isDirect = (conversation) => Boolean(conversation?.peer) || isPeerGone(conversation);

const shown = ({ username, display_name, avatar_url }) => ({ username, display_name, avatar_url });

// Where a person may stand inside of what is held.
function renewed(key, value, person) {
  const is = (one) => one?.id === person.id;
  if (/^[ui]:/.test(key)) return is(value) ? { ...value, ...shown(person) } : value;
  if (key.startsWith("l:")) return value?.sender_id === person.id ? { ...value, sender_name: person.display_name } : value;
  let now = value;
  if (is(value?.sender)) now = { ...now, sender: { ...now.sender, ...shown(person) } };
  if (is(value?.peer)) now = { ...now, peer: { ...now.peer, ...shown(person) } };
  if (is(value?.reply_to?.sender)) now = { ...now, reply_to: { ...now.reply_to, sender: { ...now.reply_to.sender, ...shown(person) } } };
  return now;
}

function renew(which, person) {
  const changed = {};
  for (const [key, value] of Object.entries(read(which))) {
    const now = renewed(key, value, person);
    if (now !== value) changed[key] = now;
  }
  put(which, changed);
}

/** A person out of a list that was answered once, with the name and picture they have now. */
export const presentOf = (people, person) => (people[`d:${person.id}`] ? { ...person, ...shown(people[`d:${person.id}`]) } : person);

/** What an update about people says of names and pictures ("d:<user>"); kept for lists that are asked for later. */
export function takeUpdate(delta) {
  const people = Object.entries(delta).filter(([key, value]) => key.startsWith("d:") && value);
  for (const [, person] of people) {
    for (const which of ["timeline", "sidebar", "people"]) renew(which, person);
    if (person.id === read("session").me_id_rx_state_) put("session", { me_name_rx_state_: person.display_name });
  }
}

/** The line was away: what was told before may be older than what is asked for now. */
export const forget = () => drop("people", (key) => key.startsWith("d:"));
