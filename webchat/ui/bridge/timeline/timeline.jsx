// The scrolling log: follows the end, otherwise keeps the line under the eye.
import { useEffect, useRef } from "react";
import { t } from "$/public/i18n.js";
import { put, read, subscribe } from "../base/store.js";
import * as conversation from "./conversation.js";
import { createCount, goesOn } from "./news.js";
import { cameToEnd } from "./places.js";
import * as receipts from "./receipts.js";

const END_PX = 100;
const EDGE_PX = 800;

const places = new Map(); // conversation -> where its reader left it: {key, offset}
let served = 0; // the last goal that was reached: once is enough, also for a log that is drawn anew

const gapBelow = (log) => log.scrollHeight - log.scrollTop - log.clientHeight;

// The rows as they stand below each other; the part with the key may be inside of what is drawn for one.
const rowsOf = (log) => log.firstElementChild.children;
const keyedOf = (row) => (row.matches("[data-key]") ? row : row.querySelector("[data-key]"));

// How many rows end above a height; a few are asked, for each answer costs.
function endingAbove(log, height) {
  const rows = rowsOf(log);
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (keyedOf(rows[middle]).getBoundingClientRect().bottom > height) to = middle;
    else from = middle + 1;
  }
  return from;
}

// The first row in sight and how far its top is from the top of the log.
function firstInSight(log) {
  const { top } = log.getBoundingClientRect();
  const row = rowsOf(log)[endingAbove(log, top)];
  return row ? { key: keyedOf(row).dataset.key, offset: keyedOf(row).getBoundingClientRect().top - top } : null;
}

function restore(log, place) {
  const row = place && log.querySelector(`[data-key="${CSS.escape(place.key)}"]`);
  if (!row) return false;
  const offset = row.getBoundingClientRect().top - log.getBoundingClientRect().top;
  if (offset !== place.offset) log.scrollTop += offset - place.offset;
  return true;
}

// The row of a message, or of the one after it.
const rowFrom = (log, seq) => [...log.querySelectorAll("[data-seq]")].find((row) => Number(row.dataset.seq) >= seq);

const FLASH_MS = 1800;
const STILL_MS = 150;

function flash(row) {
  row.dataset.flash = "";
  setTimeout(() => delete row.dataset.flash, FLASH_MS);
}

// Goes to a place that was asked for; false while it is not drawn.
function reach(log, { id, seq, offset, still, end }) {
  const frame = read("timeline")[`w:${id}`];
  if (end) {
    if (!frame || frame.has_newer || frame.draw_to !== null) return false;
    log.scrollTop = log.scrollHeight;
    return true;
  }
  const row = rowFrom(log, seq);
  if (!row || frame?.draw_from > seq) return false;
  const { top, height } = row.getBoundingClientRect();
  const wanted = offset ?? Math.max(0, (log.clientHeight - height) / 2);
  log.scrollTop += top - log.getBoundingClientRect().top - wanted;
  if (!still) flash(row);
  return true;
}

function lastSeqInSight(log) {
  const rows = rowsOf(log);
  for (let i = endingAbove(log, log.getBoundingClientRect().bottom + 9) - 1; i >= 0; i -= 1) {
    const seq = Number(keyedOf(rows[i]).dataset.seq);
    if (seq) return seq;
  }
  return 0;
}

function lastOwn(log) {
  let row = log.firstElementChild.lastElementChild;
  while (row && !("own" in keyedOf(row).dataset)) row = row.previousElementSibling;
  return row ? keyedOf(row).dataset.key : "";
}

// Keeps one log where its reader wants it. `settle` runs after each change of the
// content and before the browser paints it; `scrolled` when it was scrolled, by its
// reader or by us, for what is in sight then becomes the place that is kept.
function createKeeper(log) {
  let shown = 0; // the conversation that the log shows
  let following = true;
  let place = null;
  let ownLast = "";
  let count = null; // of what is new below, from the moment at which the reader left the end
  let jump = 0;
  let stood = { top: 0, below: 0 }; // where the log was when it was last looked at

  const toEnd = () => (log.scrollTop = log.scrollHeight);

  // What is unread is sought by conversation.js, and wins over the place where one left.
  function arrive() {
    if (!restore(log, places.get(shown))) toEnd();
    following = gapBelow(log) <= END_PX;
  }

  function countBelow() {
    if (!count || shown !== read("view").open) return;
    const below = count();
    if (below !== (read("view").new_below ?? 0)) put("view", { new_below: below });
  }

  function newOwn() {
    const own = lastOwn(log);
    const fresh = own !== ownLast && ownLast !== null && log.querySelector(`[data-key="${CSS.escape(own)}"][data-status="pending"]`);
    ownLast = own;
    return Boolean(fresh);
  }

  const drawnToEnd = () => !(read("timeline")[`w:${shown}`]?.draw_to > 0);

  const stand = () => (stood = { top: log.scrollTop, below: gapBelow(log) });

  // The browser tells of a scroll a frame later: what changes before that must not undo it.
  function takeScroll() {
    const moved = log.scrollTop - stood.top;
    const pulled = moved < 0 && gapBelow(log) < 1; // by an end that came nearer, not by the reader
    if (!moved || pulled) return;
    following = stood.below - moved <= END_PX && drawnToEnd();
    place = place && { ...place, offset: place.offset - moved };
  }

  function settle() {
    const open = Number(log.dataset.open);
    if (!rowsOf(log).length) return stand();
    takeScroll();
    if (open !== shown) {
      shown = open;
      count = null;
      newOwn();
      arrive();
    } else if (newOwn() || (read("view").jump ?? 0) !== jump) {
      jump = read("view").jump ?? 0;
      toEnd();
      following = true;
    } else if (following && !("still" in log.dataset)) toEnd();
    else restore(log, place);
    const { goal } = read("view");
    if (goal?.id === shown && goal.n > served && reach(log, goal)) {
      served = goal.n;
      following = Boolean(goal.end);
    }
    stand();
    following = stood.below <= END_PX && drawnToEnd();
    look();
    countBelow();
  }

  // Of our own scrolls we hear when the log may be lower already: who followed has not left the end by that.
  function scrolled() {
    takeScroll();
    stand();
    look();
  }

  // Who sees the last one that is there has nothing more to read: what came after it has disappeared.
  function seenUpTo(seq) {
    const frame = read("timeline")[`w:${shown}`];
    const atEnd = seq && frame && !frame.has_newer && frame.draw_to === null && frame.to_seq > seq;
    return atEnd && !goesOn(shown, seq) ? frame.to_seq : seq;
  }

  function look() {
    if (!shown || shown !== read("view").open || shown !== Number(log.dataset.open)) return;
    place = firstInSight(log);
    if (following) places.delete(shown);
    else places.set(shown, place);
    count = following ? null : (count ?? createCount(shown));
    const view = read("view");
    const far = gapBelow(log) > log.clientHeight;
    const entries = { at_end: following, far_from_end: far, new_below: following ? 0 : view.new_below };
    if (following && !view.at_end) cameToEnd();
    if (Object.keys(entries).some((key) => view[key] !== entries[key])) put("view", entries);
    if (view.visible) receipts.sawUpTo(shown, seenUpTo(lastSeqInSight(log)));
    if (log.scrollTop < EDGE_PX) conversation.older();
    if (gapBelow(log) < EDGE_PX) conversation.newer();
  }

  return { settle, scrolled, countBelow };
}

// While the wheel turns, messages pass under a pointer that points at none of them: their tools would come and go.
function watchWheel(log) {
  let timer = null;
  const turned = () => {
    clearTimeout(timer);
    timer = setTimeout(() => delete log.dataset.turning, STILL_MS);
    log.dataset.turning = "";
  };
  log.addEventListener("wheel", turned, { passive: true });
  return () => (clearTimeout(timer), log.removeEventListener("wheel", turned));
}

export function Timeline({ open, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const log = ref.current;
    const keeper = createKeeper(log);
    const changes = new MutationObserver(keeper.settle);
    changes.observe(log, { childList: true, subtree: true, characterData: true });
    const sizes = new ResizeObserver(keeper.settle);
    sizes.observe(log);
    sizes.observe(log.firstElementChild);
    log.addEventListener("scroll", keeper.scrolled, { passive: true });
    const stops = ["view", "timeline"].map((which) => subscribe(which, () => queueMicrotask(keeper.settle)));
    stops.push(subscribe("sidebar", () => queueMicrotask(keeper.countBelow)), watchWheel(log));
    keeper.settle();
    return () => {
      changes.disconnect();
      sizes.disconnect();
      log.removeEventListener("scroll", keeper.scrolled);
      stops.forEach((stop) => stop());
    };
  }, []);
  return (
    <div {...rest} ref={ref} className="log" data-open={open} style={{ overflowAnchor: "none" }} role="log" aria-label={t("Messages")} aria-live="off" tabIndex={0}>
      <div className="log-rows">{children}</div>
    </div>
  );
}
