// Who sits here. A page can be written in before the server has said who that is: then this browser remembers,
// so that what was written is theirs from the first key on.
import { isEmbedded } from "./embedded.js";
import { read } from "./store.js";

const KEY = "webchat.me_id";

/** The id of the person at this browser; 0 while nobody can say. */
export const myId = () => read("session").me_id_rx_state_ || (isEmbedded() ? 0 : Number(localStorage.getItem(KEY)) || 0);

/** The server has said who it is. */
export function remember() {
  if (!isEmbedded()) localStorage.setItem(KEY, String(myId()));
}
