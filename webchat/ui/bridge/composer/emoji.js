// What this browser remembers of emoji: the ones used last, and the skin tone.
import { language } from "$/public/i18n.js";

const RECENT = "webchat.emoji.recent";
const TONE = "webchat.emoji.tone";
const KEPT = 24;

/** The emoji used last, the latest first. */
export function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT)) ?? [];
  } catch {
    return [];
  }
}

/** An emoji was used. */
export function remember(emoji) {
  const kept = [emoji, ...recent().filter((one) => one !== emoji)].slice(0, KEPT);
  localStorage.setItem(RECENT, JSON.stringify(kept));
}

/** The skin tone that was chosen last: "none", "light" … "dark". */
export const tone = () => localStorage.getItem(TONE) ?? "none";
export const rememberTone = (chosen) => localStorage.setItem(TONE, chosen);

const files = {};

// What could not be loaded is empty, and asked for again the next time.
async function load(name) {
  files[name] ??= fetch(`/emoji/${name}.json`).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  try {
    return await files[name];
  } catch {
    delete files[name];
    return {};
  }
}

/** Emoji by their short names, loaded at the first call. */
export const shortcodes = () => load("shortcodes");

/** What emoji are called in the reader's language, `{emoji: [name, "word, word"]}`; English is known without. */
export const ownNames = async () => (language === "en" ? {} : load(language));
