// Files chosen for the next message: from the button, the clipboard, or dropped; shown in a tray above the field.
//
// They are kept in the browser's own database as drafts are: a reload loses none. What a page that is gone had in its trays
// waits in the trays of the next one.
import { listed, t, tn } from "$/public/i18n.js";
import { myId } from "../base/self.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { forgetInTray, keepInTray, keptInTrays } from "../base/vault.js";
import { kindOf, refusal, sizeLabel } from "../media/file_limits.js";
import { drawFrame, measure } from "../media/frames.js";
import { randomId } from "./outbox.js";
import { pagesWith } from "./pages.js";

const MOST = 10;
const SAVED_MS = 60_000; // by then the browser has read what it saves
const trays = new Map(); // conversation -> files, each {key, file, name, size, kind, url, width, height, row, at, lasting}
const pages = pagesWith("tray");
let counter = 0;

const openId = () => read("view").open ?? 0;

/** How many files wait in a conversation's tray. */
export const count = (id) => trays.get(id)?.length ?? 0;

function show() {
  const files = trays.get(openId()) ?? [];
  const filled = files.length > 0 || Boolean(document.querySelector(".composer-text")?.value.trim());
  put("view", { tray: files.map(({ key, name, size, kind, url }) => ({ key, name, size: sizeLabel(size), kind, url })), draft_filled: filled });
}

/** The tray of the conversation that was opened. */
export const opened = () => queueMicrotask(show);

// Damaged, or of a kind that this browser does not know: it waits, and goes, as a file.
function showAsFile(item) {
  URL.revokeObjectURL(item.url);
  Object.assign(item, { kind: "file", url: "" });
  show();
}

function item(file) {
  const made = { key: `f${(counter += 1)}`, file, name: file.name || t("Pasted picture"), size: file.size, kind: kindOf(file.type), url: "" };
  if (made.kind === "image") {
    made.url = URL.createObjectURL(file);
    made.measured = measure(made, () => showAsFile(made));
  } else if (made.kind === "video") made.measured = drawFrame(made, show);
  return made;
}

async function keep(id, item) {
  const { row: key, at, file } = item;
  item.lasting = (await keepInTray({ key, page: pages.here(), owner: myId(), conversation_id: id, at, file })) !== undefined;
}

function lay(id, file, row = randomId()) {
  const tray = trays.get(id) ?? [];
  const laid = Object.assign(item(file), { row, at: (tray.at(-1)?.at ?? 0) + 1 }); // the same one: it is measured yet
  trays.set(id, [...tray, laid]);
  return keep(id, laid);
}

async function takeOver(left) {
  const free = await pages.claim(left);
  if (!free) return;
  // Another tab may have had them until just now.
  const rows = (await keptInTrays()).filter((row) => row.page === left).sort((one, other) => one.at - other.at);
  await forgetInTray(rows.filter(({ owner }) => owner !== myId()).map(({ key }) => key));
  for (const { owner, conversation_id: id, file, key } of rows) if (owner === myId() && count(id) < MOST) await lay(id, file, key);
  free();
}

/** What pages that are gone had in their trays waits here. */
export async function restore() {
  if (!myId()) return;
  const left = new Set((await keptInTrays()).map((row) => row.page));
  left.delete(pages.here());
  for (const name of left) await takeOver(name);
  if (left.size) show();
}

/** Nothing that waits there can be sent any more. */
export function forget(id) {
  forgetInTray((trays.get(id) ?? []).map(({ row }) => row));
  trays.delete(id);
}

/** A conversation is gone. While one looks at what became of it (`parting.js`), its files can still be saved. */
export function gone(id) {
  if (id === openId() || !count(id)) return;
  tellRefused([t("Not sent, for you are no longer in that conversation: {names}", { names: listed(trays.get(id).map(({ name }) => name)) })]);
  forget(id);
}

/** A file that cannot be sent any more goes where the browser keeps downloads. */
export function save(key) {
  const { file, name } = trays.get(openId())?.find((one) => one.key === key) ?? {};
  if (!file) return;
  const link = document.createElement("a");
  Object.assign(link, { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
}

/** What the database could not take, leaving this page would lose: it asks first. */
export const beforeLeaving = (event) => [...trays.values()].flat().some((item) => !item.lasting) && event.preventDefault();

const NAMED = 3;

function tellRefused(told) {
  const all = [...new Set(told)];
  const more = all.length - NAMED;
  if (all.length) toasts.show({ text: [...all.slice(0, NAMED), more > 0 && t("Left out for such reasons as well: {count}.", { count: more })].filter(Boolean).join(" ") });
}

/** Whether the open conversation's tray takes no more. */
export const isFull = () => count(openId()) >= MOST;

/** Put files into the tray; what cannot be sent is said, the others stay. `told`: what was left out already. Answers the last one's key. */
export function add(files, told = []) {
  const id = openId();
  if (!id) return undefined;
  let over = 0;
  for (const file of files) {
    const problem = refusal(file);
    if (problem) told.push(problem);
    else if (count(id) < MOST) lay(id, file);
    else over += 1;
  }
  if (over) {
    const most = tn("A message carries at most {count} file.", "A message carries at most {count} files.", MOST);
    told.unshift(`${most} ${t("Left out: {count}. Send these first, then the others.", { count: over })}`);
  }
  show();
  tellRefused(told);
  document.querySelector(".composer-text")?.focus();
  return trays.get(id)?.at(-1)?.key;
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
  if (gone) forgetInTray([gone.row]);
  trays.set(openId(), files.filter((item) => item !== gone));
  show();
}

function move(key, to) {
  const files = trays.get(openId()) ?? [];
  const from = files.findIndex((item) => item.key === key);
  if (from < 0 || to < 0 || to >= files.length) return;
  files.splice(to, 0, ...files.splice(from, 1));
  const [before, after] = [files[to - 1]?.at, files[to + 1]?.at];
  files[to].at = ((before ?? after - 2) + (after ?? before + 2)) / 2; // one row says it, the others stay as they are
  show();
}

function keepPlace(key) {
  const moved = (trays.get(openId()) ?? []).find((item) => item.key === key);
  if (moved) keep(openId(), moved);
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/** The order of the tray, by the keyboard. */
export function moveByKey(key, event) {
  const files = trays.get(openId()) ?? [];
  const tile = event.currentTarget;
  const step = (STEPS[event.key] ?? 0) * (getComputedStyle(tile).direction === "rtl" ? -1 : 1);
  if (event.target !== tile) return;
  if (event.key === "Delete") return discard(key);
  if (!step) return;
  event.preventDefault();
  move(key, files.findIndex((item) => item.key === key) + step);
  keepPlace(key);
  requestAnimationFrame(() => tile.isConnected && tile.focus());
}

/** The same by a button of the tile: `step` is 1 or -1. */
export function moveBy(key, step, event) {
  const button = event.currentTarget;
  move(key, (trays.get(openId()) ?? []).findIndex((item) => item.key === key) + step);
  keepPlace(key);
  // At an end there is no way on: then the tile has the focus.
  requestAnimationFrame(() => (button.offsetParent ? button : button.closest("li"))?.focus());
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
export function drop() {
  keepPlace(dragged);
  dragged = "";
}

// Of a folder that is dropped a browser makes a file that cannot be read.
function addDropped({ items, files }) {
  const isFolder = [...items].filter((one) => one.kind === "file").map((one) => one.webkitGetAsEntry?.()?.isDirectory);
  const told = [...files].filter((_, at) => isFolder[at]).map(({ name }) => t("{name} is a folder: drop the files that are in it.", { name }));
  add([...files].filter((_, at) => !isFolder[at]), told);
}

const holdsFiles = (event) => !dragged && [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Whether the words of the clipboard are no more than the names of its files, as where a file was copied in its folder. */
export function isNames(data) {
  const names = [...data.files].map((file) => file.name);
  const lines = data.getData("text/plain").split(/\r?\n/).filter(Boolean);
  return names.length > 0 && lines.every((line) => names.some((name) => line === name || line.endsWith(`/${name}`)));
}

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
    if (!taken) addDropped(event.dataTransfer);
  };
  const paste = (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length && isNames(event.clipboardData)) event.preventDefault(), add(files);
  };
  const all = { dragenter: enter, dragleave: leave, dragover: over, drop: dropped, paste };
  for (const [name, listener] of Object.entries(all)) window.addEventListener(name, listener);
  return () => Object.entries(all).forEach(([name, listener]) => window.removeEventListener(name, listener));
}
