// The names of all emoji for the picker, loaded when it opens first.
import { mark, t } from "$/public/i18n.js";
import { ownNames, recent } from "./emoji.js";

const TONES = ["light", "medium-light", "medium", "medium-dark", "dark"];
const RECENT = -1;
// As the file calls its categories.
mark("Smileys & emotion"), mark("People & body"), mark("Animals & nature"), mark("Food & drink"), mark("Travel & places");
mark("Activities"), mark("Objects"), mark("Symbols"), mark("Flags");
let file = null;

const load = () =>
  (file ??= fetch("/emoji/en.json").then((answer) => {
    if (answer.ok) return answer.json();
    file = null;
    throw new Error(`The emoji could not be loaded: ${answer.status}`);
  }));

// Whether this machine draws it in colour as one sign: what it lacks is not offered.
function draws(emoji) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.textBaseline = "top";
  pen.font = "12px sans-serif";
  const pixels = (colour) => {
    pen.clearRect(0, 0, 16, 16);
    pen.fillStyle = colour;
    pen.fillText(emoji, 0, 0);
    return pen.getImageData(0, 0, 16, 16).data.join();
  };
  return pixels("#f00") === pixels("#00f");
}

function newest(rows) {
  const versions = [...new Set(rows.map(([, , , , version]) => version))].sort((a, b) => b - a);
  return versions.find((version) => draws(rows.find((row) => row[4] === version)[0])) ?? versions[0];
}

// It is found by its names and words in the reader's language and in English.
const entry = (own) => ([emoji, category, english, tags, version, skins]) => {
  const toned = skins && Object.fromEntries(TONES.map((tone, i) => [tone, skins[i]]));
  const [label, words] = own[emoji] ?? [english, ""];
  const also = label === english ? [] : [english, ...words.split(", ")];
  return { emoji, category, label, version, tags: [...also, ...tags.split(" ")], ...(toned ? { skins: toned } : {}) };
};

function recentOnes(all) {
  const known = new Map();
  for (const one of all) for (const emoji of [one.emoji, ...Object.values(one.skins ?? {})]) known.set(emoji, one);
  const used = recent().filter((emoji) => known.has(emoji));
  return used.map((emoji) => ({ emoji, label: known.get(emoji).label, tags: [], category: RECENT, version: 0 }));
}

/** Everything the picker shows: the ones used last, then all that this machine can draw. */
export async function resolveEmoji(locale) {
  const [{ categories, emoji }, own] = await Promise.all([load(), ownNames()]);
  const drawn = newest(emoji);
  const all = emoji.filter((row) => row[4] <= drawn).map(entry(own));
  const last = recentOnes(all);
  return {
    locale,
    emojis: [...last, ...all],
    categories: [...(last.length ? [{ index: RECENT, label: t("Used last") }] : []), ...categories.map(([index, label]) => ({ index, label: t(label) }))],
    skinTones: Object.fromEntries(TONES.map((tone) => [tone, tone])),
  };
}
