// Where Send stands when nothing is written: press and hold to speak, slide to cancel or to lock, click to speak freely.
import { lazy, Suspense, useEffect, useRef } from "react";
import { t } from "$/public/i18n.js";
import { read } from "../base/store.js";
import { isLoading, load, loadBar, recorder } from "./voice.js";

const CLICK_MS = 300;
const CANCEL_PX = 100;
const LOCK_PX = 70;

export const MICROPHONE = "M12 15a3.500 3.500 0 0 0 3.500-3.500v-5a3.500 3.500 0 0 0-7 0v5A3.500 3.500 0 0 0 12 15ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3";
const SEND = "M3.500 20.500 21 12 3.500 3.500 3.500 10l11 2-11 2Z";
const LOCK = "M7 11V8a5 5 0 0 1 10 0v3M5.500 11h13v9h-13Z";

/** An icon. */
export const Sign = ({ d, filled = false }) => (
  <svg viewBox="0 0 24 24" className={filled ? "icon filled" : "icon"} aria-hidden="true"><path d={d} /></svg>
);

const Bar = lazy(loadBar);

const begin = (...given) => load().then(() => recorder?.begin(...given));
const mode = () => read("view").recording ?? "";

/** Follows one press; `place` is where it began. */
function usePress(button) {
  const press = useRef(null); // {x, y, at, down, swallow}
  const slide = (px) => button.current?.parentElement.style.setProperty("--slide", `${px}px`);
  const drop = () => (slide(0), press.current && (press.current.down = false));
  const down = (event) => {
    press.current = null;
    if (event.button || mode() || isLoading()) return;
    const mine = (press.current = { x: event.clientX, y: event.clientY, at: Date.now(), down: true, swallow: true });
    button.current.setPointerCapture(event.pointerId);
    begin(true, () => mine.down);
  };
  const move = (event) => {
    const mine = press.current;
    if (!mine?.down || mode() !== "held") return;
    const sign = getComputedStyle(button.current).direction === "rtl" ? -1 : 1;
    const along = (mine.x - event.clientX) * sign;
    slide(-sign * Math.max(0, along));
    if (along > CANCEL_PX) drop(), recorder.cancel();
    else if (mine.y - event.clientY > LOCK_PX) drop(), recorder.lock();
  };
  const up = () => {
    const mine = press.current;
    if (!mine?.down) return;
    drop();
    if (Date.now() - mine.at < CLICK_MS) recorder?.lock();
    else if (mode() === "held") recorder.finish();
  };
  // What the system took away was not let go: it goes on, nothing is sent.
  const lost = () => press.current?.down && (drop(), recorder?.lock());
  const click = (event) => {
    // The click that ends a press of a pointer was that press.
    if (event.detail && press.current?.swallow) return (press.current.swallow = false);
    if (mode()) recorder.finish();
    else if (!isLoading()) begin(false);
  };
  return { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: lost, onClick: click };
}

export function VoiceButton({ mode, open }) {
  const button = useRef(null);
  const handlers = usePress(button);
  useEffect(() => () => recorder?.leave(open), [open]);
  useEffect(() => {
    // What waits for a decision is not thrown away by a key that closes other things, too.
    if (!mode || mode === "stopped") return undefined;
    const escape = (event) => event.key === "Escape" && (event.preventDefault(), event.stopPropagation(), recorder.cancel(), button.current?.focus());
    window.addEventListener("keydown", escape, true);
    return () => window.removeEventListener("keydown", escape, true);
  }, [mode]);
  const free = mode === "locked" || mode === "paused" || mode === "stopped";
  const label = free ? t("Send voice message") : t("Record voice message");
  return (
    <>
      {mode ? <Suspense fallback={null}><Bar mode={mode} /></Suspense> : null}
      {mode === "held" ? <span className="voice-lock" aria-hidden="true"><Sign d={LOCK} /></span> : null}
      <button ref={button} type="button" className={mode ? "voice on" : "voice"} aria-label={label} title={label} {...handlers} onContextMenu={(event) => event.preventDefault()}>
        {free ? <Sign d={SEND} filled /> : <Sign d={MICROPHONE} />}
      </button>
    </>
  );
}
