// The members of a group that this browser knows: pages that were asked for, and what changed since.
import { ask } from "../base/rest.js";
import { drop, put, read } from "../base/store.js";

const RANK = { owner: 0, admin: 1, member: 2 };
const prefix = (id) => `u:${id}:`;

function entriesOf(id, page) {
  const entries = {};
  for (const { user, role, joined_at } of page.items) {
    const { id: userId, username, display_name, avatar_url, is_bot, presence, last_seen_at } = user;
    entries[`${prefix(id)}${userId}`] = { id: userId, username, display_name, avatar_url, is_bot, role, joined_at };
    entries[`p:${userId}`] = { presence, last_seen_at };
  }
  return entries;
}

// What came live while the page was on its way is newer than the page.
function keep(entries, before) {
  const now = read("people");
  put("people", Object.fromEntries(Object.entries(entries).filter(([key]) => now[key] === before[key])));
}

/** A page of the members of group `id`; answers {ids, next}. */
export async function loadMembers(id, { q = "", cursor = null } = {}) {
  const before = { ...read("people") };
  const page = await ask("GET", `groups/${id}/members?${new URLSearchParams({ limit: 50, ...(q && { q }), ...(cursor && { cursor }) })}`);
  keep(entriesOf(id, page), before);
  return { ids: page.items.map((one) => one.user.id), next: page.next };
}

/** Forget who is in group `id`: nothing told us of changes while nobody looked. */
export const forgetMembers = (id) => drop("people", (key) => key.startsWith(prefix(id)));

/** The known members of group `id`: owner, admins, the others, each by name. */
export function membersOf(people, id) {
  const known = Object.entries(people).filter(([key, member]) => key.startsWith(prefix(id)) && member?.role);
  const listed = known.map(([, member]) => ({ ...member, presence: people[`p:${member.id}`]?.presence ?? "offline" }));
  return listed.sort((a, b) => RANK[a.role] - RANK[b.role] || a.display_name.localeCompare(b.display_name));
}
