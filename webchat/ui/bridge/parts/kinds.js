// What lists and quotes say of messages that are more than text.
import { t } from "$/public/i18n.js";

/** A message's kind and its words as one line; `snippet` is what the server made of body and payload. */
export function labelOf(kind, snippet) {
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
