// The first minute: a name, and one is talking.
import { ask } from "../base/rest.js";
import { put } from "../base/store.js";

/** A session of one's own under `name`; throws an Error with code, words and free names. */
export async function signIn(name) {
  await ask("POST", "/session", { name });
  localStorage.setItem("webchat.me", name);
  sessionStorage.removeItem("webchat.left");
}

/** Why who was in the chat is not there any more: "ended", "suspended", "deleted"; "" where one was not, or left oneself. */
export function whyLeft() {
  // The chat sends one here without loading a page, as well as with.
  const out = new URLSearchParams(window.location.search).get("out");
  if (out) {
    if (localStorage.getItem("webchat.me") && !sessionStorage.getItem("webchat.left")) sessionStorage.setItem("webchat.left", out);
    ["webchat.me", "webchat.me_id"].forEach((key) => localStorage.removeItem(key));
  }
  return sessionStorage.getItem("webchat.left") ?? "";
}

function landing() {
  const next = new URLSearchParams(window.location.search).get("next") ?? "";
  return /^\/chat\//.test(next) ? next : "/chat/";
}

// Who types goes on typing; a finger chooses one of the free names first, which a keyboard would cover.
const backToName = () => window.matchMedia("(hover: hover)").matches && document.getElementById("name")?.focus();

/** Join under `name`: a session of one's own, then the chat; else the reason, in place. */
export async function join(name) {
  put("view", { joining: true, join_error: "", join_suggestions: [] });
  try {
    await signIn(name);
    window.location.assign(landing());
  } catch ({ code, message, suggestions }) {
    put("view", { joining: false, join_error: code, join_text: message, join_suggestions: suggestions });
    backToName();
  }
}
