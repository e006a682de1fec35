// Copying, also where the browser keeps its clipboard for secure pages.
import { t } from "$/public/i18n.js";
import * as toasts from "../base/toasts.js";

function copySelected(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "off-screen";
  const focused = document.activeElement;
  // Outside of an open dialog nothing can be selected.
  (focused?.closest("dialog") ?? document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  focused?.focus?.({ preventScroll: true });
}

/** Put a text on the clipboard. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copySelected(text);
  }
}

/** Hand the address of this chat to somebody who is not here yet: with the phone's own sheet, else by the clipboard. */
export async function sendAddress() {
  const url = `${window.location.origin}/`;
  if (navigator.share && window.matchMedia("(hover: none)").matches) return navigator.share({ url }).catch(() => {});
  await copy(url);
  return toasts.show({ text: t("Link copied") });
}
