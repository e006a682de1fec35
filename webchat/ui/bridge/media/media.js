// Files of messages, as they are drawn.
import { number, padded, t, tn } from "$/public/i18n.js";
import { ticketed } from "../base/embedded.js";
import { sizeLabel } from "./file_limits.js";

const [NARROWEST, WIDEST] = [0.5, 2.4]; // width by height, as they stand in bubbles
const WIDTHS = { wide: 436, square: 350, tall: 270 }; // as in media.css
const LARGER = 2; // times a small picture is drawn at most

const rows = new WeakMap();
const own = new Map(); // files sent from this page: shown as they were chosen, so that nothing flickers

/** This file was sent from here, and `url` shows it. */
export const keepShown = (id, url) => url && own.set(id, url);

/** Seconds as a clock has them. */
export function timeLabel(seconds) {
  if (seconds == null) return "";
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${number(hours)}:${padded(minutes)}` : number(minutes)}:${padded(Math.floor(seconds % 60))}`;
}

function aboutFile(file) {
  const size = sizeLabel(file.size);
  if (!file.pages) return size;
  return tn("{size}, {count} page", "{size}, {count} pages", file.pages, { size });
}

function fileRow(file, index) {
  const [name, ending] = /^(.*?)(\.[^.]{1,8})?$/s.exec(file.filename).slice(1);
  const ratio = file.width && file.height ? file.width / file.height : 4 / 3;
  // Of a very long one only a part is shown, large.
  const size = ratio < NARROWEST || ratio > WIDEST ? 1600 : 720;
  const thumbnail = ticketed(file.id ? `/api/media/${file.id}/thumbnail?size=${size}` : file.thumbnail_url);
  const url = ticketed(file.url);
  const shape = ratio > 1.25 ? "wide" : ratio < 0.8 ? "tall" : "square";
  const most = file.kind === "image" ? LARGER * file.width : 0;
  const small = own.get(file.id) ?? thumbnail;
  return {
    key: String(index),
    id: file.id,
    local: file.local ?? "",
    kind: file.kind,
    url,
    // A moving picture moves; for those who want rest the still one stands first.
    picture: file.animated ? url : small,
    still: file.animated && file.id ? thumbnail : small,
    animated: Boolean(file.animated),
    thumb: file.thumbnail_url ? small : "",
    width: file.width ?? 0,
    height: file.height ?? 0,
    ratio: String(Math.min(WIDEST, Math.max(NARROWEST, ratio))),
    shape,
    most: most && most < WIDTHS[shape] ? `${most}px` : "",
    placeholder: file.placeholder ? `url("${file.placeholder}")` : "none",
    name: file.filename,
    stem: name,
    ending: ending ?? "",
    badge: (ending ?? "").slice(1, 5).toUpperCase() || t("FILE"),
    size: aboutFile(file),
    playtime: timeLabel(file.duration),
    waveform: file.waveform ?? [],
    seconds: file.duration ?? 0,
  };
}

/** A moving picture that keeps still was asked to move, or the other way round. */
export function toggleMotion(event) {
  const button = event.currentTarget;
  const still = button.closest(".tile").querySelector("source");
  const moves = still.media === "not all";
  still.media = moves ? "(prefers-reduced-motion: reduce)" : "not all";
  button.setAttribute("aria-pressed", String(!moves));
}

/** Whether this is one picture that is too small to fill a bubble. */
export const isSmall = (media) => media.length === 1 && Boolean(media[0].most);

const NONE = [];

/** The files of a message, as rows; the same ones for the same message. */
export function mediaRows(media) {
  if (!media?.length) return NONE;
  if (!rows.has(media)) rows.set(media, media.map(fileRow));
  return rows.get(media);
}
