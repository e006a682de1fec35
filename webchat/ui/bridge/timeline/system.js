// What happened to a group, in words: the server stores only a code and who was meant.
import { listed as inOneLine, mark, t, tn } from "$/public/i18n.js";
import { spanText } from "./spans.js";

// Said to who did it, and to everyone else.
const LINES = {
  group_created: [mark("You created the group {title}"), mark("{who} created the group {title}")],
  members_added: [mark("You added {users}"), mark("{who} added {users}")],
  member_joined: [mark("You joined the group"), mark("{who} joined the group")],
  joined_by_link: [mark("You joined by an invite link"), mark("{who} joined by an invite link")],
  member_left: [mark("You left the group"), mark("{who} left the group")],
  member_removed: [mark("You removed {users}"), mark("{who} removed {users}")],
  made_admin: [mark("You made {user} an admin"), mark("{who} made {user} an admin")],
  dismissed: [mark("You dismissed {user} as admin"), mark("{who} dismissed {user} as admin")],
  owner_changed: [mark("You made {user} the owner of the group"), mark("{who} made {user} the owner of the group")],
  title_changed: [mark("You renamed the group to {title}"), mark("{who} renamed the group to {title}")],
  description_changed: [mark("You changed the description"), mark("{who} changed the description")],
  picture_changed: [mark("You changed the picture of the group"), mark("{who} changed the picture of the group")],
  picture_removed: [mark("You removed the picture of the group"), mark("{who} removed the picture of the group")],
  settings_changed: [mark("You changed the settings of the group"), mark("{who} changed the settings of the group")],
  integration_added: [mark("You added the integration {title}"), mark("{who} added the integration {title}")],
  integration_removed: [mark("You removed the integration {title}"), mark("{who} removed the integration {title}")],
  made_public: [mark("You made the group public"), mark("{who} made the group public")],
  made_private: [mark("You made the group private"), mark("{who} made the group private")],
  admins_write: [mark("You let only admins write"), mark("{who} let only admins write")],
  all_write: [mark("You let everyone write"), mark("{who} let everyone write")],
  admins_add: [mark("You let only admins add people"), mark("{who} let only admins add people")],
  slow_on: [mark("You turned slow mode on"), mark("{who} turned slow mode on")],
  slow_off: [mark("You turned slow mode off"), mark("{who} turned slow mode off")],
  fading_on: [mark("You set messages to disappear after {span}"), mark("{who} set messages to disappear after {span}")],
  fading_off: [mark("You turned disappearing messages off"), mark("{who} turned disappearing messages off")],
  all_add: [mark("You let everyone add people"), mark("{who} let everyone add people")],
};
const UNKNOWN = [mark("The group changed"), mark("The group changed")];

const oneSetting = ([name, value]) => {
  if (name === "is_public") return value ? "made_public" : "made_private";
  if (name === "slow_seconds") return value ? "slow_on" : "slow_off";
  return `${value}_${name === "who_can_write" ? "write" : "add"}`;
};

function lineOf(payload) {
  const changes = Object.entries(payload.changes ?? {});
  if (payload.code === "settings_changed" && changes.length === 1) return oneSetting(changes[0]);
  if (payload.code === "member_joined" && payload.via === "invite") return "joined_by_link";
  if (payload.code === "disappearing_changed") return payload.seconds ? "fading_on" : "fading_off";
  if (payload.code === "role_changed") return payload.role === "admin" ? "made_admin" : "dismissed";
  return payload.code;
}

const NAMED = 4;

function listed(users, me) {
  const names = users.slice(0, NAMED).map((one) => (one.id === me ? t("you") : one.name));
  const more = users.length - names.length;
  if (more > 0) names.push(tn("{count} more", "{count} more", more));
  return inOneLine(names);
}

/** The line in pieces: [text, whether it names somebody or something]. */
export function systemParts(payload, who, own, me) {
  const [mine, others] = LINES[lineOf(payload)] ?? UNKNOWN;
  const said = { who, title: payload.title, span: payload.seconds ? spanText(payload.seconds) : "", users: listed(payload.users ?? [], me), user: listed(payload.user ? [payload.user] : [], me) };
  return t(own ? mine : others)
    .split(/\{(\w+)\}/)
    .map((piece, i) => (i % 2 ? [said[piece] ?? "", piece !== "span"] : [piece, false]))
    .filter(([piece]) => piece);
}

/** The line as plain text. */
export const systemText = (payload, who, own, me) => systemParts(payload ?? {}, who, own, me).map(([piece]) => piece).join("");
