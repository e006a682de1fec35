// A conversation that one looked at is one's own no more: what happened to it, and what one was writing there.
//
// "parted" of the view is {id, title, how, words}; `how` is "removed", "left", "deleted" or, where the line was away
// meanwhile, "gone". This tab keeps it over a reload, and the files that waited there as long as one looks at it.
import { t } from "$/public/i18n.js";
import { myId } from "../base/self.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import * as trays from "../composer/attach.js";
import * as drafts from "../composer/drafts.js";
import { copy } from "../parts/clipboard.js";

const KEY = "webchat.parted";

let seen = { id: 0, title: "" }; // the group that is looked at, by its last known name

/** A conversation is shown. */
export function meet(id) {
  const title = read("sidebar")[`c:${id}`]?.title;
  if (title) seen = { id, title };
}

function keep(parted) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ me: myId(), ...parted }));
  } catch {
    // Full: until a reload it is known all the same.
  }
}

function kept(id) {
  try {
    const { me, ...parted } = JSON.parse(sessionStorage.getItem(KEY));
    return me === myId() && parted.id === id ? parted : null;
  } catch {
    return null;
  }
}

/** The open conversation is not here: it was until now, before a reload, or never. */
export function part(id, how) {
  meet(id);
  const title = seen.id === id ? seen.title : "";
  const words = document.querySelector(".composer-text")?.value || drafts.draftOf(id).body;
  const parted = title ? { id, title, how: how ?? "gone", words: words.trim() } : kept(id);
  if (title) keep(parted);
  seen = { id: 0, title: "" };
  put("view", { parted });
}

/** One is in it again. */
export const together = () => put("view", { parted: null });

/** One has read it and goes elsewhere: the files that waited there go, too. */
export function leave(id) {
  if (read("view").parted) trays.forget(id);
  put("view", { parted: null });
}

/** Nobody is signed in here any more. */
export const forget = () => sessionStorage.removeItem(KEY);

/** The words that were not sent, for somewhere else. */
export async function copyWords() {
  await copy(read("view").parted?.words ?? "");
  toasts.show({ text: t("Copied") });
}
