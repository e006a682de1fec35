// A picture for a person or a group: cut here, kept by the server.
import { callServer } from "../base/backend.js";
import { authorization } from "../base/embedded.js";
import { ask } from "../base/rest.js";
import { put } from "../base/store.js";

const SIDE = 512; // the largest that the server keeps

const loaded = (url) =>
  new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = url;
  });

/** The picture that is being cut is let go of. */
export const closePicture = () => put("view", { picture: false });

/** Whether this browser can draw the file: {url, image}; throws for what is no picture to it. */
export async function openPicture(file) {
  const url = URL.createObjectURL(file);
  try {
    const image = await loaded(url);
    if (!image.naturalWidth || !image.naturalHeight) throw new Error("no size");
    return { url, image };
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  }
}

/**
 * The `area` (in pixels of the picture) as a square file.
 *
 * Cut here and not on the server: what is cut away never leaves this device, a phone sends some 50 kB instead of
 * 10 MB, and the browser has turned the picture upright before. Programs that cut nothing get the middle.
 */
export function cut(image, area) {
  const side = Math.max(1, Math.min(SIDE, Math.round(area.width)));
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, area.x, area.y, area.width, area.height, 0, 0, side, side);
  // Browsers that write no WebP write PNG.
  return new Promise((done) => canvas.toBlob(done, "image/webp", 0.92));
}

/** Sends a cut picture; answers the id under which the server keeps it. */
export async function send(blob) {
  const body = new FormData();
  body.append("file", blob, blob.type === "image/webp" ? "avatar.webp" : "avatar.png");
  const response = await callServer("/api/media/upload", { method: "POST", body, headers: authorization() }).catch(() => null);
  const answer = await response?.json().catch(() => ({}));
  if (response?.ok) return answer.id;
  throw Object.assign(new Error(answer?.error?.message ?? ""), { code: answer?.error?.code ?? "no_answer" });
}

/** Shows me by the picture with this id; null takes it away. */
export const chooseMine = (me, mediaId) => ask("PATCH", `users/${me}`, { avatar_media_id: mediaId });
