// Votes: shown at once, then told to the server, which gives the truth back.
import { t } from "$/public/i18n.js";
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";
import { notify } from "../base/toasts.js";

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

/** Choose an answer, or take it back. */
export function choose(row, option) {
  if (!isLive()) {
    put("view", { notice: t("There is no connection just now. Try again in a moment.") });
    return notify();
  }
  const [key, message] = Object.entries(read("timeline")).find(([name, one]) => name.startsWith("m:") && one?.id === row.id) ?? [];
  if (!message) return undefined;
  const mine = resultsOf(message.payload).options.filter((one) => one.mine).map((one) => one.option);
  const others = message.payload.multiple ? mine.filter((one) => one !== option) : [];
  const chosen = mine.includes(option) ? mine.filter((one) => one !== option) : [...others, option];
  put("timeline", { [key]: { ...message, payload: withChoices(message.payload, chosen) } });
  return server.vote({ message_id: row.id, options: chosen });
}

/** End the voting. */
export const close = (row) => server.closePoll({ message_id: row.id });

/** Whether this person may end the voting: who asked, or an admin of the group. */
export const mayClose = (row) => row.own || ["owner", "admin"].includes(read("sidebar")[`q:${read("view").open}`]?.role);
