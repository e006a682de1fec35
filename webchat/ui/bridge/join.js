// The first minute: a name, and one is talking.
import { put } from "./store.js";

async function answerOf(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

function landing() {
  const next = new URLSearchParams(window.location.search).get("next") ?? "";
  return /^\/chat\//.test(next) ? next : "/chat/";
}

/** Join under `name`: a session of one's own, then the chat; else the reason, in place. */
export async function join(name) {
  put("view", { joining: true, join_error: "", join_suggestions: [] });
  const body = JSON.stringify({ name });
  const response = await fetch("/session", { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => null);
  if (response?.ok) {
    localStorage.setItem("webchat.me", name);
    return window.location.assign(landing());
  }
  const { error } = response ? await answerOf(response) : {};
  put("view", { joining: false, join_error: error?.code ?? "no_answer", join_text: error?.message ?? "", join_suggestions: error?.suggestions ?? [] });
}
