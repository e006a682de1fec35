// Votes: shown at once, told to the server, repeated after an outage until it has them; it gives the truth back.
import { t } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";
import { notify } from "../base/toasts.js";
import { entryOf } from "./held.js";

const untold = new Map(); // id of a message -> the answers chosen, until the server shows them

const me = () => read("session").me_id_rx_state_;

/** Whether the voting is over, by hand or by the clock. */
export const isClosed = (poll, now) => Boolean(poll.closed_at) || (Boolean(poll.closes_at) && new Date(poll.closes_at) <= now);

/** Votes, voters and shares of each answer. */
export function resultsOf(poll) {
  const votes = poll.votes ?? {};
  const voters = new Set(Object.values(votes).flat());
  const options = poll.options.map((text, option) => {
    const ids = votes[option] ?? [];
    return { text, option, ids, mine: ids.includes(me()), share: voters.size ? Math.round((ids.length / voters.size) * 100) : 0 };
  });
  return { options, total: voters.size };
}

function withChoices(poll, chosen) {
  const votes = {};
  poll.options.forEach((_, option) => {
    const others = (poll.votes?.[option] ?? []).filter((id) => id !== me());
    const ids = chosen.includes(option) ? [...others, me()] : others;
    if (ids.length) votes[option] = ids;
  });
  return { ...poll, votes };
}

const mineOf = (poll) => resultsOf(poll).options.filter((one) => one.mine).map((one) => one.option);

/** Choose an answer, or take it back. */
export function choose(row, option) {
  if (!isLive()) {
    put("view", { notice: t("There is no connection just now. Try again in a moment.") });
    return notify();
  }
  const [key, message] = entryOf(row.id) ?? [];
  if (!message) return undefined;
  const mine = mineOf(message.payload);
  const others = message.payload.multiple ? mine.filter((one) => one !== option) : [];
  const chosen = mine.includes(option) ? mine.filter((one) => one !== option) : [...others, option];
  put("timeline", { [key]: { ...message, payload: withChoices(message.payload, chosen) } });
  untold.set(row.id, chosen);
  return server.vote({ message_id: row.id, options: chosen });
}

const asText = (options) => [...options].sort((one, other) => one - other).join();
const isSettled = (message, chosen) => message.deleted_at || isClosed(message.payload, new Date()) || asText(mineOf(message.payload)) === asText(chosen);

/** What an update of the timeline says of votes: the server has what was chosen, or it is too late. */
export function takeUpdate(delta) {
  if (!untold.size) return;
  for (const [key, message] of Object.entries(delta)) {
    const chosen = key.startsWith("m:") && untold.get(message?.id);
    if (chosen && isSettled(message, chosen)) untold.delete(message.id);
  }
}

/** Back on line: say again what the server does not show yet. */
export const resend = () => untold.forEach((options, id) => server.vote({ message_id: id, options }));

/** End the voting. */
export const close = (row) => server.closePoll({ message_id: row.id });

/** Whether this person may end the voting: who asked, or an admin of the group. */
export const mayClose = (row) => row.own || ["owner", "admin"].includes(read("sidebar")[`q:${read("view").open}`]?.role);
