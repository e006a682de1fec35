// What another app shared with the installed one: kept by the worker, until one has said for whom it is.
import { openDialog } from "../base/dialogs.js";
import { openConversation } from "../base/navigation.js";
import { put, read, subscribe } from "../base/store.js";
import * as attach from "./attach.js";
import * as drafts from "./drafts.js";

const SHARED = "webchat-shared"; // as in assets/sw.js
let waiting = null; // {text, files}

async function taken() {
  const cache = await caches.open(SHARED);
  const { title = "", text = "", url = "", files = [] } = (await (await cache.match("/shared"))?.json()) ?? {};
  const words = [title, text, url].filter((one, at, all) => one && all.indexOf(one) === at);
  const contents = await Promise.all(files.map(async ({ path, name, type }) => new File([await (await cache.match(path)).blob()], name, { type })));
  await caches.delete(SHARED);
  return { text: words.join("\n"), files: contents };
}

/** The page was opened with something to share: ask for whom. */
export async function receive() {
  waiting = await taken().catch(() => null);
  if (!waiting?.text && !waiting?.files.length) return;
  put("view", { shared: { text: waiting.text, count: waiting.files.length } });
  openDialog("share");
}

/** It is for this conversation: the words stand in its composer, the files in its tray. */
export function shareWith(id) {
  const { text, files } = waiting ?? { text: "", files: [] };
  waiting = null;
  put("view", { dialog: "", shared: null });
  const before = drafts.draftOf(id).body;
  if (text) drafts.keep(id, [before, text].filter(Boolean).join("\n"));
  if (files.length) whenOpen(id, () => attach.add(files));
  openConversation(id);
}

function whenOpen(id, run) {
  if (read("view").open === id) return run();
  const stop = subscribe("view", () => read("view").open === id && (stop(), queueMicrotask(run)));
}
