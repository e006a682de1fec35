// A finger draws a bubble aside: that answers it.
import { read } from "../base/store.js";
import { answerTo } from "../composer/reply.js";

const START_PX = 12;
const TAKEN_PX = 56;
const MOST_PX = 80;

let swipe = null; // { bubble, id, x, y, moved, on }

function begin(event) {
  const bubble = event.touches.length === 1 && !read("view").picked && event.target.closest?.("article[data-message-id]");
  const id = Number(bubble?.dataset?.messageId);
  const { clientX: x, clientY: y } = event.touches[0];
  // The edges of the screen are the browser's own.
  swipe = id && bubble.querySelector(".tools") && x > 24 && x < window.innerWidth - 24 ? { bubble, id, x, y, moved: 0, on: false } : null;
}

function move(event) {
  if (!swipe) return;
  const { clientX, clientY } = event.touches[0];
  const way = document.dir === "rtl" ? -1 : 1;
  const across = (swipe.x - clientX) * way;
  const along = Math.abs(clientY - swipe.y);
  if (!swipe.on && (along > START_PX || across < -START_PX)) return end(false);
  if (!swipe.on && across < START_PX) return undefined;
  swipe.on = true;
  swipe.moved = Math.min(MOST_PX, Math.max(0, across));
  swipe.bubble.style.translate = `${-swipe.moved * way}px`;
  swipe.bubble.toggleAttribute("data-taken", swipe.moved >= TAKEN_PX);
  return undefined;
}

function end(taken) {
  const { bubble, id, moved } = swipe ?? {};
  swipe = null;
  if (!bubble) return;
  bubble.style.translate = "";
  bubble.removeAttribute("data-taken");
  if (taken && moved >= TAKEN_PX) answerTo(id);
}

/** Watch for swipes; answers how to stop. */
export function watch() {
  const heard = { touchstart: begin, touchmove: move, touchend: () => end(true), touchcancel: () => end(false) };
  Object.entries(heard).forEach(([name, listener]) => document.addEventListener(name, listener, { passive: true }));
  return () => Object.entries(heard).forEach(([name, listener]) => document.removeEventListener(name, listener));
}
