// What plays while its bubble is out of sight: how it goes on, how it stops, and the way back to it.
import { useEffect, useState, useSyncExternalStore } from "react";
import { t } from "$/public/i18n.js";
import { jumpTo } from "../timeline/places.js";
import { timeLabel } from "./media.js";
import * as playback from "./playback.js";
import { PlaySign, SpeedButton } from "./player.jsx";

function inSight(key) {
  const bubble = key && document.querySelector(`[data-player="${CSS.escape(key)}"]`);
  if (bubble?.closest(".voice-bar")) return true;
  const log = bubble?.closest('[role="log"]');
  if (!log) return false;
  const [box, around] = [bubble.getBoundingClientRect(), log.getBoundingClientRect()];
  return box.bottom > around.top && box.top < around.bottom;
}

export function NowPlaying({ open }) {
  useSyncExternalStore(playback.listen, playback.tick, playback.tick);
  const [, look] = useState(0);
  const track = playback.current();
  useEffect(() => {
    if (!track) return undefined;
    const again = () => look((count) => count + 1);
    const settled = requestAnimationFrame(again);
    document.addEventListener("scroll", again, { capture: true, passive: true });
    return () => (cancelAnimationFrame(settled), document.removeEventListener("scroll", again, { capture: true }));
  }, [track, open]);
  if (!track || inSight(track.key)) return null;
  const on = playback.isOn();
  return (
    <div className="now-playing" role="region" aria-label={t("Now playing")}>
      <button type="button" className="icon-button" aria-label={on ? t("Pause") : t("Play")} onClick={playback.toggleCurrent}><PlaySign on={on} /></button>
      <button type="button" className="go" title={t("Go to this message")} onClick={() => jumpTo(track.conversation_id, track.seq)}>
        <b dir="auto">{track.who || track.name}</b>
        <span>{track.voice ? t("Voice message") : track.name}, {timeLabel(playback.at())} / {timeLabel(track.seconds)}</span>
      </button>
      <SpeedButton />
      <button type="button" className="icon-button" aria-label={t("Stop playing")} onClick={playback.close}>
        <svg viewBox="0 0 24 24" className="icon" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18" /></svg>
      </button>
    </div>
  );
}
