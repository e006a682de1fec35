// Unread messages that name this person, from the keys "n:<conversation>:<seq>".

/** How many there are, by conversation. */
export function unreadMentions(sidebar) {
  const counts = new Map();
  for (const key in sidebar) {
    if (!key.startsWith("n:") || !sidebar[key]) continue;
    const [, id, seq] = key.split(":").map(Number);
    if (seq > (sidebar[`s:${id}`]?.read_seq ?? 0)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
