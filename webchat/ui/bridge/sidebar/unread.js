// What of the conversations is unread; the mentions are the keys "n:<conversation>:<seq>".

/** How many messages of the conversation this person has not read. */
export function unreadOf(sidebar, id, me) {
  const last = sidebar[`l:${id}`];
  const { unread_mark: mark, blocked } = sidebar[`q:${id}`] ?? {};
  if (blocked) return 0;
  if (last && mark) return Math.max(1, (last.seq ?? 0) - Math.min(mark - 1, sidebar[`s:${id}`]?.read_seq ?? 0));
  if (!last || last.sender_id === me) return 0;
  return Math.max(0, (last.seq ?? 0) - (sidebar[`s:${id}`]?.read_seq ?? 0));
}

/** How many unread messages name this person, by conversation. */
export function unreadMentions(sidebar) {
  const counts = new Map();
  for (const key in sidebar) {
    if (!key.startsWith("n:") || !sidebar[key]) continue;
    const [, id, seq] = key.split(":").map(Number);
    if (seq > (sidebar[`s:${id}`]?.read_seq ?? 0)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
