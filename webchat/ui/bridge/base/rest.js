// Questions to the server that have one answer, over the open interface of the service.
import { callServer } from "./backend.js";
import { authorization } from "./embedded.js";

/** Ask `path` (under /api, unless it begins with /); answers what came, throws an Error with words for people. */
export async function ask(method, path, body) {
  const headers = { ...authorization(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  const response = await callServer(path.startsWith("/") ? path : `/api/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }).catch(() => null);
  const answer = await response?.json().catch(() => ({}));
  if (response?.ok) return answer;
  const { code = "no_answer", message = "", suggestions = [], user_ids = [] } = answer?.error ?? {};
  throw Object.assign(new Error(message), { code, suggestions, user_ids });
}
