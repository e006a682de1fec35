// Signing out, and what this browser forgets then.
import * as storage from "../base/kept.js";
import { ask } from "../base/rest.js";
import { forgetAll } from "../base/vault.js";
import * as notifier from "../notices/notifier.js";
import * as offline from "../page/offline.js";
import * as badges from "../sidebar/badges.js";
import * as parting from "../timeline/parting.js";
import { recorder } from "../voice/voice.js";

let onPurpose = false; // the server says to this tab, too, that the session has ended

/** Sign out here: the session ends on the server, then the page starts anew. */
export async function signOut() {
  onPurpose = true;
  try {
    await ask("DELETE", "/session");
  } catch (error) {
    onPurpose = false;
    throw error;
  }
  await leave();
}

/** This browser is nobody's any more: nothing of them stays, and the first page comes, which says `why` to who did not sign out. */
export async function leave(why = "") {
  if (why && !onPurpose) sessionStorage.setItem("webchat.left", why);
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
