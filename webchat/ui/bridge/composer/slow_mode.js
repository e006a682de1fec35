// Groups in slow mode: plain members wait between two messages.
import { myId } from "../base/self.js";
import { read } from "../base/store.js";
import { isLeader } from "../groups/rights.js";

/** How many seconds members wait in this group; 0 for who leads it, and elsewhere. */
export const pauseOf = (id) => (isLeader(id) ? 0 : (read("sidebar")[`c:${id}`]?.slow_seconds ?? 0));

/** In how many seconds one may write again; the server decides, this spares people a refusal. */
export function slowLeft(id) {
  const pause = pauseOf(id);
  if (!pause) return 0;
  const mine = `m:${myId()}:`;
  let last = 0;
  for (const [key, one] of Object.entries(read("timeline"))) {
    const counts = key.startsWith(mine) && one?.conversation_id === id && one.kind !== "system" && one.status !== "failed";
    if (counts) last = Math.max(last, Date.parse(one.created_at));
  }
  return Math.min(pause, Math.max(0, Math.ceil(pause - (Date.now() - last) / 1000)));
}
