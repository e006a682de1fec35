// What this browser remembers of emoji: the ones used last, and the skin tone.
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

let names = null;

/** Emoji by their short names, loaded at the first call. */
export async function shortcodes() {
  names ??= fetch("/emoji/shortcodes.json").then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  try {
    return await names;
  } catch {
    names = null; // the next word tries again
    return {};
  }
}
