// Six signs and the way to all others, beside a message; one for the page.
import { useEffect, useRef } from "react";
import { t } from "$/public/i18n.js";
import { put, read } from "../base/store.js";
import { Later } from "../parts/later.jsx";
import { goAlong, onOutside, placeBeside, roam } from "../parts/popover.js";
import { barAnchor, closeBar, isMine, QUICK, toggle } from "./reactions.js";

const loadPicker = () => import("../composer/emoji_picker.jsx");

function Six({ messageId, pick }) {
  const reactions = read("timeline")[`e:${messageId}`]?.reactions;
  return (
    <>
      {QUICK.map((emoji) => (
        <button key={emoji} type="button" className="sign" aria-label={t("React with {emoji}", { emoji })} aria-pressed={isMine(reactions, emoji)} onClick={() => pick(emoji)}>
          {emoji}
        </button>
      ))}
      <button type="button" className="more-signs" aria-label={t("More emoji")} title={t("More emoji")} onClick={() => put("view", { react: { id: messageId, full: true } })}>
        <svg viewBox="0 0 24 24" className="icon" aria-hidden="true">
          <path d="M12 5v14M5 12h14" />
        </svg>
      </button>
    </>
  );
}

export function QuickBar({ shown }) {
  const ref = useRef(null);
  const { id, full } = shown ?? {};
  useEffect(() => {
    if (!id) return undefined;
    const [bar, anchor] = [ref.current, barAnchor()];
    const place = () => anchor?.isConnected && placeBeside(bar, anchor);
    const stops = [onOutside(bar, closeBar, anchor), goAlong(bar, place, closeBar)];
    return () => {
      stops.forEach((stop) => stop());
      anchor?.focus?.({ preventScroll: true });
    };
  }, [id]);
  useEffect(() => {
    if (!id) return;
    placeBeside(ref.current, barAnchor());
    if (!full) ref.current.querySelector("button").focus({ preventScroll: true });
  }, [id, full]);
  if (!id) return null;
  const pick = (emoji) => {
    closeBar();
    toggle(id, emoji);
  };
  const keyDown = (event) => {
    if (event.key === "Escape") closeBar();
    else if (full || !roam([...ref.current.querySelectorAll("button")], event)) return;
    event.stopPropagation();
  };
  return (
    <div ref={ref} className={full ? "popover full" : "popover quick-bar"} role="dialog" aria-label={t("React")} onKeyDown={keyDown}>
      {full ? (
        <Later load={loadPicker} waiting={<div className="picker waiting" />} pick={pick} autoFocus />
      ) : (
        <Six messageId={id} pick={pick} />
      )}
    </div>
  );
}
