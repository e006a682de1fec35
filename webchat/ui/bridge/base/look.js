// Theme, colour and language: this browser has its own until they are chosen for all devices of a person.
import { t } from "$/public/i18n.js";
import { isEmbedded } from "./embedded.js";
import { ask } from "./rest.js";
import { put } from "./store.js";
import { show } from "./toasts.js";

let saving = 0;
let begun = false;

/** Keep a choice in the account; what came of it is shown, and nothing that was said before. */
export async function keep(changes) {
  if (isEmbedded()) return;
  saving += 1;
  try {
    await ask("PATCH", "users/me/look", changes);
  } catch {
    show({ text: t("Your other devices do not know of this yet: the server does not answer.") });
  } finally {
    saving -= 1;
  }
}

/** "theme" or "accent", at once, and for the other devices. */
export function setLook(key, value) {
  window.webchatTheme.set(key, value);
  put("view", { [key]: value });
  keep({ [key]: value });
}

/** Another language ("": the browser's). The texts are chosen before the first paint, so it is another load. */
export async function setLanguage(language) {
  await keep({ language: language || "auto" });
  speak(language);
}

// Drafts and the outbox outlive it.
function speak(language) {
  window.webchatLanguage.choose(language);
  window.location.reload();
}

// A frame looks as the page around it says.
function follow({ theme, accent, language }) {
  for (const [key, value] of Object.entries({ theme, accent })) {
    if (!value || value === window.webchatTheme[key]) continue;
    window.webchatTheme.set(key, value);
    put("view", { [key]: value });
  }
  // Whoever talks already is not interrupted.
  const wanted = language === "auto" ? "" : language;
  if (!begun && language && wanted !== window.webchatLanguage.chosen) speak(wanted);
  begun = true;
}

/** What was chosen, here or on another device. */
export function takeUpdate(delta) {
  if (delta.look && !saving && !isEmbedded()) follow(delta.look);
}
