// What happened to a group, in words: the server stores only a code and who was meant.
import { t } from "$/public/i18n.js";

// Said to who did it, and to everyone else.
const LINES = {
  group_created: ["You created the group {title}", "{who} created the group {title}"],
  members_added: ["You added {users}", "{who} added {users}"],
  member_joined: ["You joined the group", "{who} joined the group"],
  joined_by_link: ["You joined by an invite link", "{who} joined by an invite link"],
  member_left: ["You left the group", "{who} left the group"],
  member_removed: ["You removed {users}", "{who} removed {users}"],
  made_admin: ["You made {user} an admin", "{who} made {user} an admin"],
  dismissed: ["You dismissed {user} as admin", "{who} dismissed {user} as admin"],
  owner_changed: ["You made {user} the owner of the group", "{who} made {user} the owner of the group"],
  title_changed: ["You renamed the group to {title}", "{who} renamed the group to {title}"],
  description_changed: ["You changed the description", "{who} changed the description"],
  picture_changed: ["You changed the picture of the group", "{who} changed the picture of the group"],
  picture_removed: ["You removed the picture of the group", "{who} removed the picture of the group"],
  settings_changed: ["You changed the settings of the group", "{who} changed the settings of the group"],
  integration_added: ["You added the integration {title}", "{who} added the integration {title}"],
  integration_removed: ["You removed the integration {title}", "{who} removed the integration {title}"],
  made_public: ["You made the group public", "{who} made the group public"],
  made_private: ["You made the group private", "{who} made the group private"],
  admins_write: ["You let only admins write", "{who} let only admins write"],
  all_write: ["You let everyone write", "{who} let everyone write"],
  admins_add: ["You let only admins add people", "{who} let only admins add people"],
  slow_on: ["You turned slow mode on", "{who} turned slow mode on"],
  slow_off: ["You turned slow mode off", "{who} turned slow mode off"],
  all_add: ["You let everyone add people", "{who} let everyone add people"],
};
const UNKNOWN = ["The group changed", "The group changed"];

const oneSetting = ([name, value]) => {
  if (name === "is_public") return value ? "made_public" : "made_private";
  if (name === "slow_seconds") return value ? "slow_on" : "slow_off";
  return `${value}_${name === "who_can_write" ? "write" : "add"}`;
};

function lineOf(payload) {
  const changes = Object.entries(payload.changes ?? {});
  if (payload.code === "settings_changed" && changes.length === 1) return oneSetting(changes[0]);
  if (payload.code === "member_joined" && payload.via === "invite") return "joined_by_link";
  if (payload.code === "role_changed") return payload.role === "admin" ? "made_admin" : "dismissed";
  return payload.code;
}

const NAMED = 4;

function listed(users, me) {
  const names = users.slice(0, NAMED).map((one) => (one.id === me ? t("you") : one.name));
  const more = users.length - names.length;
  if (more > 0) return t("{names} and {count} more", { names: names.join(", "), count: more });
  if (names.length < 2) return names[0] ?? "";
  return t("{names} and {name}", { names: names.slice(0, -1).join(", "), name: names.at(-1) });
}

/** The line in pieces: [text, whether it names somebody or something]. */
export function systemParts(payload, who, own, me) {
  const [mine, others] = LINES[lineOf(payload)] ?? UNKNOWN;
  const said = { who, title: payload.title, users: listed(payload.users ?? [], me), user: listed(payload.user ? [payload.user] : [], me) };
  return t(own ? mine : others)
    .split(/\{(\w+)\}/)
    .map((piece, i) => (i % 2 ? [said[piece] ?? "", true] : [piece, false]))
    .filter(([piece]) => piece);
}

/** The line as plain text. */
export const systemText = (payload, who, own, me) => systemParts(payload ?? {}, who, own, me).map(([piece]) => piece).join("");
