// Here or away: five minutes without a sign of the person mean away.
import { isLive, server } from "../base/server.js";

const IDLE_MS = 5 * 60 * 1000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
let timer = null;
let active = true;

function report(now) {
  if (active === now) return;
  active = now;
  if (isLive()) server.activity({ active });
}

function sign() {
  report(true);
  clearTimeout(timer);
  timer = setTimeout(() => report(false), IDLE_MS);
}

/** Watch for signs of the person; answers how to stop. */
export function watch() {
  SIGNS.forEach((name) => window.addEventListener(name, sign, { passive: true }));
  sign();
  return () => {
    SIGNS.forEach((name) => window.removeEventListener(name, sign));
    clearTimeout(timer);
  };
}

/** A new connection counts as active: correct that where it is not. */
export function resend() {
  if (!active) server.activity({ active });
}
