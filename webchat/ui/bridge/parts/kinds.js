// What lists and quotes say of messages that are more than text.
import { t, tn } from "$/public/i18n.js";

const COUNTED = {
  image: (count) => tn("{count} photo", "{count} photos", count),
  video: (count) => tn("{count} video", "{count} videos", count),
  audio: (count) => tn("{count} audio file", "{count} audio files", count),
  file: (count) => tn("{count} file", "{count} files", count),
};

/** The kinds of files that are counted, in the order in which they are named. */
export const COUNTED_KINDS = Object.keys(COUNTED);

/** How many files of each kind, {image: 2, video: 1}, as one line; "" where there are none. */
export const countLabel = (files = {}) =>
  COUNTED_KINDS.filter((kind) => files[kind])
    .map((kind) => COUNTED[kind](files[kind]))
    .reduce((before, next) => (before ? t("{before}, {next}", { before, next }) : next), "");

/** The files of a held message that say all there is, by their kinds; of one alone its kind says enough. */
export function filesOf({ kind = "text", body = "", media = [] }) {
  if (body || media.length < 2) return undefined;
  if (kind === "file") return { file: media.length };
  return media.reduce((files, one) => ({ ...files, [one.kind]: (files[one.kind] ?? 0) + 1 }), {});
}

/** A message's kind and its words as one line; `snippet` is what the server made of body and payload, `files` stand for them. */
export function labelOf(kind, snippet, files) {
  const counted = snippet ? "" : countLabel(files);
  if (counted) return counted;
  switch (kind) {
    case "call":
      return snippet || t("Call");
    case "location":
      return snippet ? t("Location: {text}", { text: snippet }) : t("Location");
    case "contact":
      return t("Contact: {text}", { text: snippet });
    case "poll":
      return t("Poll: {text}", { text: snippet });
    case "image":
      return snippet || t("Photo");
    case "video":
      return snippet || t("Video");
    case "audio":
      return snippet || t("Audio");
    case "voice":
      return snippet ? t("Voice message, {text}", { text: snippet }) : t("Voice message");
    case "file":
      return snippet || t("File");
    case "gif":
      return snippet || t("GIF");
    case "sticker":
      return snippet ? t("Sticker {emoji}", { emoji: snippet }) : t("Sticker");
    default:
      return snippet;
  }
}
