// Files chosen for the next message: from the button, the clipboard, or dropped; shown in a tray above the field.
import { t } from "$/public/i18n.js";
import { put, read } from "./store.js";

const SHOWN = /^image\/(jpeg|png|gif|webp|avif)$/;
const MOST = 10;
const trays = new Map(); // conversation -> files, each {key, file, name, size, kind, url, width, height}
let counter = 0;

const openId = () => read("view").open ?? 0;

/** Bytes as people read them. */
export function sizeLabel(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) (bytes /= 1000), (unit += 1);
  return `${bytes >= 10 || !unit ? Math.round(bytes) : bytes.toFixed(1)} ${units[unit]}`;
}

/** "image", "video", "audio" or "file", as far as the browser can tell. */
export const kindOf = (type) => (SHOWN.test(type) ? "image" : (/^(video|audio)\//.exec(type)?.[1] ?? "file"));

/** How many files wait in a conversation's tray. */
export const count = (id) => trays.get(id)?.length ?? 0;

function show() {
  const files = trays.get(openId()) ?? [];
  const filled = files.length > 0 || Boolean(document.querySelector(".composer-text")?.value.trim());
  put("view", { tray: files.map(({ key, name, size, kind, url }) => ({ key, name, size: sizeLabel(size), kind, url })), draft_filled: filled });
}

/** The tray of the conversation that was opened. */
export const opened = () => queueMicrotask(show);

// So that a picture has its space in the bubble before it is drawn there.
async function measure(item) {
  const image = new Image();
  image.src = item.url;
  await image.decode().catch(() => null);
  Object.assign(item, { width: image.naturalWidth, height: image.naturalHeight });
}

function refusal(file) {
  const largest = read("session").largest_file_rx_state_;
  if (!file.size) return t("{name} is empty.", { name: file.name });
  if (largest && file.size > largest) {
    return t("{name} has {size}. A file has at most {limit} here.", { name: file.name, size: sizeLabel(file.size), limit: sizeLabel(largest) });
  }
  return "";
}

function item(file) {
  const made = { key: `f${(counter += 1)}`, file, name: file.name || t("Pasted picture"), size: file.size, kind: kindOf(file.type), url: "" };
  if (made.kind === "image") {
    made.url = URL.createObjectURL(file);
    made.measured = measure(made);
  }
  return made;
}

/** Put files into the tray; what cannot be sent is said, the others stay. */
export function add(files) {
  const id = openId();
  if (!id) return;
  const tray = trays.get(id) ?? [];
  const told = [];
  for (const file of files) {
    const problem = tray.length < MOST ? refusal(file) : t("A message carries at most {count} files.", { count: MOST });
    if (problem) told.push(problem);
    else tray.push(item(file));
  }
  trays.set(id, tray);
  show();
  if (told.length) put("view", { notice: [...new Set(told)].join(" ") });
  document.querySelector(".composer-text")?.focus();
}

/** Take a conversation's files out of the tray, to be sent. */
export function take(id) {
  const files = trays.get(id) ?? [];
  trays.delete(id);
  show();
  return files;
}

/** Open the browser's own dialog. */
export function choose() {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: true });
  input.addEventListener("change", () => add([...input.files]));
  input.click();
}

/** Take one file out of the tray. */
export function discard(key) {
  const files = trays.get(openId()) ?? [];
  const gone = files.find((item) => item.key === key);
  if (gone?.url) URL.revokeObjectURL(gone.url);
  trays.set(openId(), files.filter((item) => item !== gone));
  show();
}

function move(key, to) {
  const files = trays.get(openId()) ?? [];
  const from = files.findIndex((item) => item.key === key);
  if (from < 0 || to < 0 || to >= files.length) return;
  files.splice(to, 0, ...files.splice(from, 1));
  show();
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/** The order of the tray, by the keyboard. */
export function moveByKey(key, event) {
  const files = trays.get(openId()) ?? [];
  const step = STEPS[event.key] ?? 0;
  if (event.key === "Delete") return discard(key);
  if (!step) return;
  event.preventDefault();
  const tile = event.currentTarget;
  move(key, files.findIndex((item) => item.key === key) + step);
  requestAnimationFrame(() => tile.isConnected && tile.focus());
}

let dragged = "";

/** A tile of the tray is taken by the pointer. */
export function lift(key, event) {
  dragged = key;
  event.dataTransfer.effectAllowed = "move";
}

/** It is over another tile: it goes there. */
export function hover(key, event) {
  if (!dragged) return;
  event.preventDefault();
  move(dragged, (trays.get(openId()) ?? []).findIndex((item) => item.key === key));
}

/** It was let go. */
export const drop = () => (dragged = "");

const holdsFiles = (event) => !dragged && [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Files over the page: say where they may be dropped, and take them. Answers how to stop. */
export function watchDrops() {
  let depth = 0;
  const enter = (event) => holdsFiles(event) && openId() && ((depth += 1), put("view", { dropping: true }));
  const leave = (event) => holdsFiles(event) && (depth = Math.max(0, depth - 1)) === 0 && put("view", { dropping: false });
  const over = (event) => holdsFiles(event) && event.preventDefault();
  const dropped = (event) => {
    if (!holdsFiles(event)) return;
    const taken = event.defaultPrevented; // by something that wants a file for itself
    event.preventDefault();
    depth = 0;
    put("view", { dropping: false });
    if (!taken) add([...event.dataTransfer.files]);
  };
  const paste = (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length && !event.clipboardData.getData("text/plain")) event.preventDefault(), add(files);
  };
  const all = { dragenter: enter, dragleave: leave, dragover: over, drop: dropped, paste };
  for (const [name, listener] of Object.entries(all)) window.addEventListener(name, listener);
  return () => Object.entries(all).forEach(([name, listener]) => window.removeEventListener(name, listener));
}
