// Messages whose files are on their way: drawn at once, sent when all their files are there.
//
// The files go in parts (tus) and go on where they stopped. They are kept in the browser's own database until then,
// so that neither a reload nor a restart loses them. Of several tabs one sends a message; when it is gone, another one goes on.
import { t } from "$/public/i18n.js";
import { callServer, isElsewhere, serverUrl } from "../base/backend.js";
import { authorization } from "../base/embedded.js";
import { myId } from "../base/self.js";
import { isLive } from "../base/server.js";
import { put, read } from "../base/store.js";
import { claim, forget, keep, kept } from "../base/vault.js";
import * as drafts from "../composer/drafts.js";
import * as outbox from "../composer/outbox.js";
import { escapeHtml } from "../composer/text.js";
import { keepShown } from "./media.js";
import * as progress from "./progress.js";

const AT_ONCE = 2;
const RETRY_MS = [0, 1000, 3000, 5000, 10_000, 20_000];
const LOCKED = 423; // somebody else is at this upload, or the page before
const OPENING_MS = [300, 700, 1500, 3000, 5000, 10_000, 20_000, 20_000];
const jobs = new Map(); // client_id -> {client_id, conversation_id, body, more, files, at, lasting}
const awaited = new Set(); // what another tab may leave to this one
const locks = new Map(); // client_id -> how to let go of it
let running = 0;

const lockOf = (clientId) => `webchat.upload.${clientId}`;
const keyOf = (clientId) => `m:${myId()}:${clientId}`;

const shown = ({ key, name, size, kind, url, width, height, duration, waveform }) => ({ id: 0, local: key, kind, filename: name, size, width, height, duration, url: (kind !== "video" && url) || "", thumbnail_url: url ?? "", placeholder: "", waveform: waveform ?? [] });

function draw(job) {
  const session = read("session");
  put("timeline", {
    [keyOf(job.client_id)]: {
      ...job.more,
      conversation_id: job.conversation_id,
      client_id: job.client_id,
      seq: null,
      order: job.at,
      version: 0,
      status: "pending",
      error: "",
      sender: { id: myId(), display_name: session.me_name_rx_state_, avatar_url: "" },
      kind: job.voice ? "voice" : job.files[0].kind,
      media: job.files.map(shown),
      body: job.body,
      html: job.body && `<p>${escapeHtml(job.body).replaceAll("\n", "<br>")}</p>`,
      created_at: new Date(job.at).toISOString(),
    },
  });
}

/** A new message with files: its bubble stands at once. `more`: what else outbox.post takes; `voice`: it was spoken. */
export async function post(conversationId, body, files, more = {}, voice = false) {
  await Promise.all(files.map((item) => item.measured));
  const job = { client_id: outbox.randomId(), owner: myId(), conversation_id: conversationId, body, more, files, voice, at: Date.now() };
  jobs.set(job.client_id, job);
  draw(job);
  locks.set(job.client_id, await claim(lockOf(job.client_id)));
  job.lasting = (await keep(job)) !== undefined; // from here on a reload loses nothing
  next();
}

/** Until the browser's database has the files, leaving this page would lose them: it asks first. */
export const beforeLeaving = (event) => [...jobs.values()].some((job) => !job.lasting) && event.preventDefault();

async function takeOver(clientId) {
  awaited.add(clientId);
  const free = await claim(lockOf(clientId), true);
  awaited.delete(clientId);
  // The tab that had it until now may have sent it.
  const job = (await kept()).find((one) => one.client_id === clientId && one.owner === myId());
  if (!job) return free();
  for (const item of job.files) {
    Object.assign(item, { key: `r${job.client_id}${item.key}`, state: item.media ? "done" : "", url: item.kind === "image" || job.voice ? URL.createObjectURL(item.file) : "" });
  }
  job.lasting = true;
  locks.set(clientId, free);
  jobs.set(clientId, job);
  draw(job);
  return next();
}

/** Go on with what an earlier page left here. */
export async function restore() {
  for (const { owner, client_id: id } of await kept()) if (owner === myId() && !jobs.has(id) && !awaited.has(id)) takeOver(id);
  resume();
}

async function drop(job) {
  jobs.delete(job.client_id);
  await forget(job);
  locks.get(job.client_id)?.();
  locks.delete(job.client_id);
}

/** The line is back: what stopped for want of it goes on. */
function resume() {
  for (const job of jobs.values()) for (const item of job.files) if (item.state === "stopped") item.state = "";
  next();
}

function next() {
  if (!isLive()) return;
  for (const job of jobs.values()) {
    for (const item of job.files) {
      if (running >= AT_ONCE) return;
      if (!item.state) send(job, item);
    }
    if (job.files.length && job.files.every((item) => item.media)) finish(job);
  }
}

function finish(job) {
  drop(job);
  for (const item of job.files) {
    keepShown(item.media.id, item.url);
    progress.clear(item.key);
  }
  const media = job.files.map((item) => item.media);
  outbox.post(job.conversation_id, job.body, { ...job.more, client_id: job.client_id, media_ids: media.map((one) => one.id), media, kind: job.voice ? "voice" : "text" });
}

async function send(job, item) {
  running += 1;
  item.state = "sending";
  progress.tell(item.key, { state: "sending", sent: 0, size: item.size });
  try {
    item.media = await transfer(item);
    item.state = "done";
    progress.tell(item.key, { state: "done" });
    keep(job);
  } catch (problem) {
    item.state = problem.refused ? "failed" : "stopped";
    progress.tell(item.key, { state: item.state, error: problem.message });
  }
  running -= 1;
  if (!item.cancelled) next();
}

async function transfer(item) {
  const { Upload } = await import("tus-js-client");
  const id = await new Promise((resolve, reject) => {
    const upload = new Upload(item.file, {
      endpoint: serverUrl("/api/uploads/"),
      headers: authorization(),
      onBeforeRequest: (request) => void (request.getUnderlyingObject().withCredentials = isElsewhere()),
      metadata: { filename: item.name },
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      onShouldRetry: (problem) => ![400, 401, 403, 404, 412, 413, 415, 422].includes(problem.originalResponse?.getStatus()),
      onProgress: (sent, size) => progress.tell(item.key, { state: "sending", sent, size }),
      onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader("X-Webchat-Media") ?? idOf(upload.url)),
      onError: (problem) => reject(refusalOf(problem)),
    });
    item.abort = () => upload.abort(true).catch(() => {}).then(() => reject(new Error("cancelled")));
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  });
  const answer = await callServer(`/api/media/${id}`, { headers: authorization() });
  if (!answer.ok) throw new Error(t("No answer from the server."));
  return answer.json();
}

// The last part came, but its answer was lost: the server may still be opening the file.
async function idOf(url) {
  for (const pause of OPENING_MS) {
    const answer = await callServer(url, { headers: authorization() });
    const said = await answer.json();
    if (answer.ok) return said.media.id;
    if (answer.status !== LOCKED) throw Object.assign(new Error(said.error.message), { refused: answer.status < 500 });
    await new Promise((done) => setTimeout(done, pause));
  }
  throw new Error(t("Waiting for the line…"));
}

function refusalOf(problem) {
  const status = problem.originalResponse?.getStatus() ?? 0;
  if (status < 400 || status >= 500) return new Error(t("Waiting for the line…"));
  let said = "";
  try {
    said = JSON.parse(problem.originalResponse.getBody()).error.message;
  } catch {
    said = t("The server refused this file.");
  }
  return Object.assign(new Error(said), { refused: true });
}

const findItem = (key) => {
  for (const job of jobs.values()) for (const item of job.files) if (item.key === key) return [job, item];
  return [];
};

/** Try a file again. */
export function retry(key) {
  const [, item] = findItem(key);
  if (item) item.state = "";
  next();
}

/** Take a file out of its message; with the last one the message goes, and its words are a draft again. */
export function cancel(key) {
  const [job, item] = findItem(key);
  if (!item) return;
  item.cancelled = true;
  item.abort?.();
  progress.clear(key);
  job.files = job.files.filter((one) => one !== item);
  if (job.files.length) draw(job), keep(job);
  else {
    drop({ ...job, files: [item] });
    put("timeline", { [keyOf(job.client_id)]: null });
    if (job.body) drafts.giveBack(job.conversation_id, job.body, job.more.reply_to);
  }
  next();
}
