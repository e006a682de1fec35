// In a frame of somebody else's page: who is here comes from that page, as a message, for cookies are blocked there.
import { language } from "$/public/i18n.js";
import { callServer, serverUrl } from "./backend.js";
import { isConnected } from "./connection.js";
import { server } from "./server.js";
import { put } from "./store.js";

const RENEW_MS = 60_000; // before its end
const TICKET_MS = 50 * 60_000; // it counts for an hour
const LONGEST_TIMER_MS = 2_000_000_000;
const PATIENCE_MS = 4000; // the page around us may have another token

let host = ""; // the origin of the page around us, from its first message on
let token = "";
let conversation = "";
let ticket = "";
let shown = true;
let person = 0;
const told = new Map();
const frameQuery = typeof window === "undefined" ? "" : window.location.search;
let renewal = 0;
let ticketTimer = 0;
let refusal = 0;

/** Whether this page is the one for frames. */
export const isEmbedded = () => /^\/embed(\/|$)/.test(window.location.pathname);

/** The address of a conversation, or of the list, in this page. */
export const pathTo = (id) => `${isEmbedded() ? "/embed/" : "/chat/"}${id ? `${id}/` : ""}`;

/** Who asks, and in which language, as headers; our own pages have a cookie. */
export const authorization = () => ({ "Accept-Language": language, ...(token ? { Authorization: `Bearer ${token}` } : {}) });

const withTicket = (url) => (ticket && url?.startsWith("/api/") && !url.includes("ticket=") ? `${url}${url.includes("?") ? "&" : "?"}ticket=${encodeURIComponent(ticket)}` : url);

/** The address of a file, with what proves who reads it where no header can be sent. */
export const ticketed = (url) => serverUrl(withTicket(url));

/** Whether the person can see this page. */
export const isVisible = () => document.visibilityState === "visible" && shown;

const framed = () => isEmbedded() && window.parent !== window;

/** Tell the page around us. */
export function tell(type, detail = {}) {
  if (framed() && host) window.parent.postMessage({ type, ...detail }, host);
}

// Before the first word goes over the line nothing is known of it (null).
/** Say to the server who is here; again on every connection. */
export function enter() {
  if (token && isConnected() !== false) server.enter({ token, conversation });
}

async function fetchTicket() {
  clearTimeout(ticketTimer);
  const asked = token;
  const answer = await callServer("/api/media/ticket", { method: "POST", headers: authorization() }).catch(() => null);
  if (asked === token && answer?.ok) ticket = (await answer.json()).ticket;
  ticketTimer = setTimeout(fetchTicket, TICKET_MS);
}

function endOf(jwt) {
  try {
    return JSON.parse(atob(jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).exp * 1000;
  } catch {
    return 0; // not a signed token: it has no end
  }
}

async function identify(message) {
  token = String(message.token ?? "");
  conversation = String(message.conversation ?? "");
  clearTimeout(renewal);
  const left = endOf(token) - Date.now();
  if (left > 0) renewal = setTimeout(() => tell("token_expired"), Math.min(Math.max(left - RENEW_MS, 0), LONGEST_TIMER_MS));
  await fetchTicket();
  enter();
}

function setShown(now) {
  shown = now;
  put("view", { visible: isVisible() });
}

function hear({ source, origin, data }) {
  if (source !== window.parent || (host && origin !== host)) return;
  if (data?.type === "identify") (host = origin), identify(data);
  if (data?.type === "shown" && host) setShown(Boolean(data.shown));
}

const escape = (event) => event.key === "Escape" && !event.defaultPrevented && !event.cancelBubble && !document.querySelector("dialog[open]") && tell("escape");

/** Listen to the page around us. Which pages that can be, `frame-ancestors` says. */
export function start() {
  if (!framed()) return () => {};
  window.addEventListener("message", hear);
  document.addEventListener("keydown", escape);
  window.parent.postMessage({ type: "hello", dir: document.documentElement.dir }, "*"); // says nothing of anybody
  return () => {
    window.removeEventListener("message", hear);
    document.removeEventListener("keydown", escape);
  };
}

/** The last line of a conversation; one that is new, and not known for another reason, is told once. */
export function heard(id, last, known) {
  const before = told.get(id) ?? 0;
  if (last.seq <= before) return;
  told.set(id, last.seq);
  if (!known) tell("message", { message: { conversation_id: id, ...last } });
}

const turnAway = (why) => put("view", { turned_away: why });

/** The token counts no more: the page around us is asked for another, and where it has none, it is said here. */
export function refused() {
  clearTimeout(refusal);
  refusal = setTimeout(turnAway, PATIENCE_MS, "signed_out");
  tell("token_expired");
}

/** The server has looked at the token. */
export function answered({ user_id, open }, goTo) {
  if (!user_id) return refused();
  clearTimeout(refusal);
  turnAway(conversation && !open ? "missing" : "");
  // Nothing of the one before stays.
  if (person && person !== user_id) return window.location.replace(`/embed/${frameQuery}`);
  person = user_id;
  if (conversation && !open) return tell("error", { code: "not_found" });
  if (open) goTo(pathTo(open), { replace: true });
  tell("ready", { user_id });
}
