// What the search shows: answers as rows, completions as chips, and how it stands.
import { t, tn } from "$/public/i18n.js";
import { foldedText, isBlocked } from "../account/blocks.js";
import { pathTo } from "../base/embedded.js";
import { plain } from "../base/plain.js";
import { myId } from "../base/self.js";
import { labelOf } from "../parts/kinds.js";
import { isDirect, nameOf, presentOf } from "../parts/names.js";
import { hueOf, initialsOf, listTime, settle } from "../parts/shape.js";
import { pathOf } from "../timeline/places.js";
import { indexOf } from "./folders.js";
import { pictureOf, titleOf } from "./list.js";
import { hitsOf, pagesOf } from "./search_answers.js";

const NONE = [];
const BLANK = { id: 0, seq: 0, href: "", title: "", detail: "", parts: NONE, initials: "", hue: 0, avatar_url: "", online: "", time: "", iso: "", chosen: false };
const MOST_CHIPS = 6;

const section = (name) => ({ ...BLANK, key: `section:${name}`, type: "section", title: name });

function conversationRow({ key, type, found: id }, { sidebar, people, view }) {
  const conversation = sidebar[`c:${id}`];
  const title = titleOf(conversation);
  const { peer } = conversation;
  const detail = peer ? `@${peer.username}` : tn("{count} member", "{count} members", sidebar[`k:${id}`] ?? 0);
  const online = peer ? (people[`p:${peer.id}`]?.presence ?? "") : "";
  return { ...BLANK, key, type, id, href: pathTo(id), title, detail, initials: initialsOf(title), hue: hueOf(peer?.id ?? id), avatar_url: pictureOf(conversation), online, chosen: view.search_hit === key };
}

function personRow({ key, type, found }, { people }) {
  const person = presentOf(people, found);
  const name = person.display_name;
  return { ...BLANK, key, type, id: person.id, title: name, detail: `@${person.username}`, initials: initialsOf(name), hue: hueOf(person.id), avatar_url: person.avatar_url ?? "", online: people[`p:${person.id}`]?.presence ?? "" };
}

const partsOf = new WeakMap(); // rows keep the same object as long as the hit is the same

let fold = NONE;
const foldedParts = () => (fold.length ? fold : (fold = [{ text: foldedText(), hit: false }]));

// Whose words they are and where: in one conversation all are of the same, so its name would say nothing.
function whereOf(hit, sidebar, view) {
  const conversation = sidebar[`c:${hit.conversation_id}`];
  const own = hit.sender_id === myId();
  const who = own ? t("You") : nameOf({ display_name: hit.sender });
  const sender = { id: hit.sender_id, name: nameOf({ display_name: hit.sender }), title: who, detail: "", url: hit.sender_avatar ?? "" };
  if (view.search_scope === hit.conversation_id) return sender;
  const title = conversation ? titleOf(conversation) : hit.title;
  return { id: conversation?.peer?.id ?? hit.conversation_id, name: title, title, detail: isDirect(conversation) && !own ? "" : who, url: conversation ? pictureOf(conversation) : "" };
}

function messageRow({ key, type, found: hit }, { sidebar, view, blocks }) {
  const folded = isBlocked(blocks, hit.sender_id) && !sidebar[`c:${hit.conversation_id}`]?.peer;
  const where = whereOf(hit, sidebar, view);
  if (!partsOf.has(hit)) partsOf.set(hit, hit.parts.length ? hit.parts : [{ text: labelOf(hit.kind, hit.summary), hit: false }]);
  const time = new Date(hit.created_at);
  return {
    ...BLANK, key, type, id: hit.conversation_id, seq: hit.seq, href: pathOf(hit.conversation_id, hit.seq), title: where.title,
    detail: where.detail, parts: folded ? foldedParts() : partsOf.get(hit), initials: initialsOf(where.name), hue: hueOf(where.id), avatar_url: where.url,
    time: listTime(time, Date.now()), iso: hit.created_at, chosen: view.search_hit === key,
  };
}

const ROWS = { conversation: conversationRow, person: personRow, message: messageRow };
const SECTIONS = { conversation: () => t("Chats"), person: () => t("People"), message: () => t("Messages") };

/** The answer as one list, each kind under its heading. */
export function searchRows(search, sidebar, people, view, blocks) {
  const pages = pagesOf(search, view.search_shown);
  const rows = [];
  const context = { sidebar, people, view, blocks };
  for (const hit of hitsOf(pages, sidebar)) {
    if (rows.at(-1)?.type !== hit.type) rows.push(section(SECTIONS[hit.type]()));
    rows.push(ROWS[hit.type](hit, context));
  }
  if (pages.length > 1 && pages.at(-1).problem) rows.push({ ...BLANK, key: "failed", type: "failed", title: pages.at(-1).problem });
  if (pages.at(-1)?.next) rows.push({ ...BLANK, key: "more", type: "more" });
  return settle("search", rows, (row) => row.key);
}

/** How many are shown, without the headings between them. */
export const searchCount = (search, sidebar, view) => hitsOf(pagesOf(search, view.search_shown), sidebar).length;

/** "" (the list is shown), "start", "loading", "failed", "nothing" or "found". */
export function searchState(search, view) {
  if (!view.search_open) return "";
  if (!view.search_asked) return "start";
  const pages = pagesOf(search, view.search_shown);
  if (!pages.length) return "loading";
  if (pages[0].problem) return "failed";
  const { people = NONE, conversations = NONE, messages = NONE } = pages[0];
  if (people.length + conversations.length + messages.length) return "found";
  return view.search_asked === view.search_shown ? "nothing" : "loading";
}

/** Why there is no answer. */
export const searchProblem = (search, view) => pagesOf(search, view.search_shown)[0]?.problem ?? "";

const OPERATORS = ["from:", "in:", "has:", "after:", "before:"];
const quoted = (name) => (/\s/u.test(name) ? `"${name}"` : name);
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

const VALUES = {
  from: (sidebar) => ["me", ...new Set(peersOf(sidebar))],
  in: (sidebar) => [...new Set(indexOf(sidebar).ids.map((id) => titleOf(sidebar[`c:${id}`])))],
  has: () => ["link", "image", "file", "reaction"],
  after: () => [day(1), day(7), day(30), day(365)],
  before: () => [day(0), day(7), day(30), day(365)],
};

const peersOf = (sidebar) => indexOf(sidebar).ids.map((id) => sidebar[`c:${id}`].peer?.display_name).filter(Boolean);

const DATE = /^\d{0,4}(-\d{0,2}){0,2}$/u; // begun, at least
const isNone = (name, value) => (name === "has" ? !VALUES.has().includes(value.toLowerCase()) : ["after", "before"].includes(name) && !DATE.test(value));

function chipsFor(word, sidebar) {
  const [, operator, begun] = /^(from|in|has|after|before):"?(.*)$/iu.exec(word) ?? [];
  if (!operator) return OPERATORS.filter((one) => one.startsWith(word.toLowerCase())).map((one) => ({ label: one, value: one }));
  const name = operator.toLowerCase();
  const all = VALUES[name](sidebar);
  const fitting = all.filter((value) => plain(value).includes(plain(begun)) && value !== begun);
  const values = fitting.length || !isNone(name, begun) ? fitting : all;
  return values.slice(0, MOST_CHIPS).map((value) => ({ label: value, value: `${name}:${quoted(value)}` }));
}

let chips = NONE;

/** Completions of the word that is being typed. */
export function searchChips(sidebar, view) {
  const word = /(?:^|\s)([^\s"]*(?:"[^"]*)?)$/u.exec(view.search_text ?? "")?.[1] ?? "";
  const made = view.search_open ? chipsFor(word, sidebar) : NONE;
  if (JSON.stringify(made) !== JSON.stringify(chips)) chips = made;
  return chips;
}
