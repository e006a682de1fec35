// What the search is asked, and its answers, page by page: the latest question's count.
import { isLive, server } from "../base/server.js";
import { drop, put, read } from "../base/store.js";

const PAUSE_MS = 140;
const SINGLE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\p{Extended_Pictographic}/u; // one says enough
const UNFINISHED = /^(from|in|has|after|before):"?$/iu; // nothing is asked yet
const NONE = [];
const gone = new Set(); // "<conversation>:<seq>" of what was deleted since it was found
let number = 0; // of the latest question
let timer = null; // of the question that is not asked yet
let further = false; // more of the present answer was asked for
let waiting = null; // what is done with the answer

const question = () => ({ query: (read("view").search_text ?? "").trim(), conversation_id: read("view").search_scope || 0 });

/** Ask (again). */
export function ask() {
  clearTimeout(timer);
  timer = null;
  const asked = question();
  further = false;
  number += 1;
  if (!asked.query || UNFINISHED.test(asked.query)) return put("view", { search_asked: 0, search_shown: 0 });
  put("view", { search_asked: number });
  const messages = [...asked.query].length > 1 || SINGLE.test(asked.query) || Boolean(asked.conversation_id);
  if (isLive()) server.look({ ...asked, messages, asked: number });
}

/** Ask a moment after the last key. */
export function askSoon() {
  stopWaiting();
  timer = setTimeout(ask, PAUSE_MS);
}

/** What was to be asked, or done with an answer, is not any more. */
export function stopWaiting() {
  clearTimeout(timer);
  timer = waiting = null;
}

/** Do something when what is written is answered: at once where it is. */
export function onceAnswered(run) {
  if (timer) ask();
  const { search_asked: asked, search_shown: shown } = read("view");
  if (asked === shown) run();
  else waiting = run;
}

/** Away with question and answers. */
export function forget() {
  stopWaiting();
  number += 1;
  gone.clear();
  put("view", { search_text: "", search_asked: 0, search_shown: 0, search_scope: 0, search_scope_title: "" });
  drop("search", (key) => key.startsWith("h:"));
}

/** Back on line: what was not answered is asked again. */
export function resend() {
  further = false;
  const { search_asked: asked, search_shown: shown } = read("view");
  if (asked && asked !== shown) ask();
}

function showFirstPage() {
  put("view", { search_shown: number });
  document.querySelector(".results")?.scrollTo(0, 0);
  const run = waiting;
  waiting = null;
  run?.();
}

/** Answers came: the latest question's is shown, others are dropped. */
export function takeUpdate(delta) {
  for (const key of Object.keys(delta)) {
    const [kind, asked, page] = key.split(":");
    if (kind !== "h" || !delta[key]) continue;
    if (Number(asked) === number && page === "0") showFirstPage();
    if (Number(asked) === number) further = false;
    queueMicrotask(() => drop("search", (one) => one.startsWith("h:") && !one.startsWith(`h:${number}:`)));
  }
}

/** What an update of the list says of messages, also of others than the last: what is deleted is not found any more. */
export function takeList(delta) {
  if (!read("view").search_shown) return;
  const before = gone.size;
  for (const [key, { seq, deleted } = {}] of Object.entries(delta).filter(([key, value]) => key.startsWith("l:") && value)) {
    if (deleted) gone.add(`${key.slice(2)}:${seq}`);
    else gone.delete(`${key.slice(2)}:${seq}`);
  }
  if (gone.size !== before) put("search", { dropped: (read("search").dropped ?? 0) + 1 });
}

const isThere = ({ conversation_id: id, seq }) => !gone.has(`${id}:${seq}`);
const withoutGone = (page) => (gone.size && page.messages ? { ...page, messages: page.messages.filter(isThere) } : page);

/** The further page that did not come is asked for again. */
export const searchFurtherAgain = () => searchFurther(true);

/** The pages of the answer that is shown. */
export function pagesOf(search, shown) {
  const pages = [];
  while (shown && search[`h:${shown}:${pages.length}`]) pages.push(search[`h:${shown}:${pages.length}`]);
  return pages.map(withoutGone);
}

const hit = (type, id, found) => ({ type, key: `${type}:${id}`, found });

/** What is found, in the order in which it is shown: {type, key, found}; of a conversation that is its id. */
export function hitsOf(pages, sidebar) {
  const { conversations = NONE, people = NONE } = pages[0] ?? {};
  return [
    ...conversations.filter((id) => sidebar[`c:${id}`]).map((id) => hit("conversation", id, id)),
    ...people.map((person) => hit("person", person.id, person)),
    ...pages.flatMap((page) => page.messages ?? NONE).map((message) => hit("message", message.id, message)),
  ];
}

/** More messages of the same question; where a page did not come, only `again` asks for it anew. */
export function searchFurther(again = false) {
  const pages = pagesOf(read("search"), read("view").search_shown);
  if (again === true && pages.length > 1 && pages.at(-1).problem) {
    pages.pop();
    drop("search", (key) => key === `h:${number}:${pages.length}`);
  }
  const cursor = pages.at(-1)?.next;
  if (!cursor || further || !isLive() || read("view").search_shown !== number) return;
  further = true;
  server.lookFurther({ ...question(), cursor, asked: number, page: pages.length });
}
