// Signing out, and what this browser forgets then.
import { callServer } from "../base/backend.js";
import * as storage from "../base/kept.js";
import { forgetAll } from "../base/vault.js";
import * as notifier from "../notices/notifier.js";
import * as offline from "../page/offline.js";
import * as badges from "../sidebar/badges.js";
import * as parting from "../timeline/parting.js";
import { recorder } from "../voice/voice.js";

/** Sign out here: the session ends on the server, then the page starts anew. */
export async function signOut() {
  await callServer("/session", { method: "DELETE" });
  await leave();
}

/** This browser is nobody's any more: nothing of them stays, and the first page comes. */
export async function leave() {
  // Drafts, edits and unsent messages are this person's, and the browser may be shared.
  const own = /^webchat\.(me$|me_id$|draft\.|edit\.|outbox\.)/;
  storage.keysWith("webchat.").filter((key) => own.test(key)).forEach(storage.forget);
  recorder?.cancel();
  offline.forget();
  badges.forget();
  parting.forget();
  await notifier.forget();
  await forgetAll();
  window.location.assign("/");
}
