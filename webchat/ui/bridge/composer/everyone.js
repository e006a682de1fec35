// @all in a large group: who writes it is asked first.
import { put, read } from "../base/store.js";

const MANY = 20;
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const EVERYONE = /(?:^|[^\p{L}\p{M}\p{N}/.@+%=&#\\-])@all(?![\p{L}\p{M}\p{N}_@])/iu;

let send = () => {};

/** Whether sending waits for an answer; `go` sends. */
export function asksFirst(id, text, go) {
  const sidebar = read("sidebar");
  const members = sidebar[`k:${id}`] ?? 0;
  if (sidebar[`c:${id}`]?.kind !== "group" || members <= MANY || !EVERYONE.test(text.replace(CODE, " "))) return false;
  send = go;
  put("view", { dialog: "everyone", everyone_count: members });
  return true;
}

/** The answer was yes. */
export function sendToEveryone() {
  put("view", { dialog: "" });
  send();
}
