// Going to a message, wherever it stands, and back to where one was.
import { pathTo } from "../base/embedded.js";
import { conversationAt, goTo, openConversation } from "../base/navigation.js";
import { put, read } from "../base/store.js";
import { receive } from "../composer/share.js";
import * as conversation from "./conversation.js";

const MOST = 10;

const way = []; // where one jumped from, the last place last

const openId = () => read("view").open ?? 0;
const setWay = () => put("view", { back: way.length });

// What stands at the top of the log, to the pixel; "end" where the reader follows what is new.
function here() {
  const log = document.querySelector('[role="log"]');
  const top = log?.getBoundingClientRect().top ?? 0;
  const row = [...(log?.querySelectorAll("[data-seq]") ?? [])].find((one) => Number(one.dataset.seq) && one.getBoundingClientRect().bottom > top);
  return { id: openId(), end: Boolean(read("view").at_end) || !row, seq: Number(row?.dataset.seq), offset: row && row.getBoundingClientRect().top - top };
}

function go(place) {
  conversation.seek(place);
  if (openId() !== place.id) openConversation(place.id);
}

// The second of two quick clicks comes before the first one has moved anything: it begins at the same place.
function noteWay() {
  const place = here();
  if (JSON.stringify(place) !== JSON.stringify(way.at(-1))) way.push(place);
  way.splice(0, way.length - MOST);
  setWay();
}

/** Show the message `seq` of a conversation in the middle of the log, and flash it; "Back" returns. */
export function jumpTo(conversationId, seq) {
  if (openId()) noteWay();
  go({ id: conversationId, seq });
}

/** The same in the open conversation. */
export const jumpHere = (seq) => jumpTo(openId(), seq);

/** To where the last jump began. */
export function goBack() {
  const place = way.pop();
  setWay();
  if (!place) return;
  if (!place.end) return go({ ...place, still: true });
  if (openId() === place.id) conversation.toEnd();
  else openConversation(place.id);
}

/** The reader came to the end by themselves: no way leads back to it. */
export function cameToEnd() {
  const before = way.length;
  while (way.at(-1)?.end && way.at(-1).id === openId()) way.pop();
  if (way.length < before) setWay();
}

/** The reader went on by themselves: there is no way back to show. */
export function forgetWay() {
  if (way.length) way.length = 0;
  if (read("view").back) setWay();
}

/** The path of a message, for links. */
export const pathOf = (conversationId, seq) => `/chat/${conversationId}/?m=${seq}`;

/** The address changed: show what it names, "?m=" the message in it. */
export function enter({ pathname, search }) {
  const id = conversationAt(pathname);
  const asked = new URLSearchParams(search);
  const seq = Number(asked.get("m"));
  if (asked.has("shared")) {
    receive();
    goTo(pathTo(0), { replace: true });
  }
  if (id && seq > 0) {
    conversation.seek({ id, seq });
    // Once is enough: a reload opens the conversation where it was left.
    goTo(pathTo(id), { replace: true });
  } else if (id !== openId() && conversation.sought() !== id) forgetWay();
  conversation.show(id);
  delete document.documentElement.dataset.opening;
}

/** A link to a message of ours was clicked in a text: it opens in this page. */
export function followOwnLinks(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const { origin, pathname, search } = new URL(link.href);
  const [, id] = /^\/chat\/(\d+)\/?$/.exec(pathname) ?? [];
  if (origin !== window.location.origin || !id) return;
  event.preventDefault();
  const seq = Number(new URLSearchParams(search).get("m"));
  if (seq > 0) jumpTo(Number(id), seq);
  else openConversation(Number(id));
}
