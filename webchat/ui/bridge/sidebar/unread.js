// What of the conversations is unread; the mentions are the keys "n:<conversation>:<seq>", the calls that this person
// answered before they had read up to there the keys "a:<conversation>".

/** How many messages of the conversation this person has not read. */
export function unreadOf(sidebar, id, me) {
  const last = sidebar[`l:${id}`];
  const { unread_mark: mark, blocked } = sidebar[`q:${id}`] ?? {};
  if (blocked) return 0;
  if (last && mark) return Math.max(1, (last.seq ?? 0) - Math.min(mark - 1, sidebar[`s:${id}`]?.read_seq ?? 0));
  if (!last || last.sender_id === me) return 0;
  return unreadUpTo(sidebar, id, last.seq ?? 0);
}

/** The same of those up to `end`, by their numbers alone. */
export function unreadUpTo(sidebar, id, end) {
  const readSeq = sidebar[`s:${id}`]?.read_seq ?? 0;
  const answered = (sidebar[`a:${id}`] ?? []).filter((seq) => seq > readSeq && seq <= end);
  return Math.max(0, end - readSeq - answered.length);
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
