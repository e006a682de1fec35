// Somebody has another name: what is held of them is brought up to date.
import { drop, put, read } from "./store.js";

function renamed(which, person) {
  const changed = {};
  for (const [key, value] of Object.entries(read(which))) {
    if (value?.sender?.id === person.id) changed[key] = { ...value, sender: { ...value.sender, ...shown(person) } };
    else if (value?.peer?.id === person.id) changed[key] = { ...value, peer: { ...value.peer, ...shown(person) } };
    else if (/^[ui]:/.test(key) && value?.id === person.id) changed[key] = { ...value, ...shown(person) };
  }
  put(which, changed);
}

const shown = ({ display_name, avatar_url }) => ({ display_name, avatar_url });

/** What an update about people says of names ("d:<user>"). */
export function takeUpdate(delta) {
  const people = Object.entries(delta).filter(([key, value]) => key.startsWith("d:") && value);
  for (const [, person] of people) {
    for (const which of ["timeline", "sidebar", "people"]) renamed(which, person);
    if (person.id === read("session").me_id_rx_state_) put("session", { me_name_rx_state_: person.display_name });
  }
  if (people.length) queueMicrotask(() => drop("people", (key) => key.startsWith("d:")));
}
