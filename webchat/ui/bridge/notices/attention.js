// Whether the person looks at this page, told to the server: then no other device of theirs is told of messages.
import { isVisible } from "../base/embedded.js";
import { isLive, server } from "../base/server.js";
import { put, read } from "../base/store.js";

const REPEAT_MS = 45_000; // what was told counts for 75 s
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
let told = 0; // when it was told last that somebody looks; 0: nobody does

/** Whether the page is in front of the person. */
export const isLooking = () => isVisible() && document.hasFocus();

/** Whether the person looks at a page on another device just now. */
export const isElsewhere = () => (read("view").attended_until ?? 0) > Date.now();

function report() {
  const attentive = isLooking();
  if (attentive ? Date.now() - told < REPEAT_MS : !told) return;
  if (!isLive()) return;
  told = attentive ? Date.now() : 0;
  server.attend({ attentive });
}

/** A new connection: the server knows nothing yet. */
export function resend() {
  told = 0;
  report();
}

/** What another device of this person told: for how many seconds they look there. */
export function takeUpdate(delta) {
  if ("attended" in delta) put("view", { attended_until: Date.now() + (delta.attended?.seconds ?? 0) * 1000 });
}

/** Watch for the person; answers how to stop. */
export function watch() {
  const events = [...SIGNS, "focus", "blur"];
  events.forEach((name) => window.addEventListener(name, report, { passive: true }));
  document.addEventListener("visibilitychange", report);
  return () => {
    events.forEach((name) => window.removeEventListener(name, report));
    document.removeEventListener("visibilitychange", report);
  };
}
