// Previews of links: shown or not in this browser, taken off by the sender.
import { server } from "../base/server.js";
import { put } from "../base/store.js";

/** The switch in the settings, for this browser. */
export function switchPreviews(event) {
  const value = event.target.checked ? "on" : "off";
  window.webchatTheme.set("previews", value);
  put("view", { previews: value });
}

/** Take the preview off one's own message, for everyone. */
export const removePreview = (id) => server.removePreview({ message_id: id });
