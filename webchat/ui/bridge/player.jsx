// A voice note or a sound in its bubble: the wave is the slider.
import { useRef, useSyncExternalStore } from "react";
import { t } from "$/public/i18n.js";
import { timeLabel } from "./media.js";
import * as playback from "./playback.js";

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h4v14H7zM13 5h4v14h-4z";

export const PlaySign = ({ on }) => <svg viewBox="0 0 24 24" aria-hidden="true"><path d={on ? PAUSE : PLAY} /></svg>;

export function SpeedButton() {
  const rate = playback.speed();
  return <button type="button" className="speed" aria-label={t("Speed {count}", { count: rate })} onClick={playback.faster}>{rate}×</button>;
}

const KEYS = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5 };

function Wave({ sound, waveform, at }) {
  const bars = useRef(null);
  const { name, seconds } = sound;
  const share = seconds ? Math.min(1, at / seconds) : 0;
  const point = (event) => {
    const box = bars.current.getBoundingClientRect();
    const along = (event.clientX - box.left) / box.width;
    playback.seek(sound, (getComputedStyle(bars.current).direction === "rtl" ? 1 - along : along) * seconds);
  };
  const press = (event) => event.key in KEYS && (event.preventDefault(), playback.seek(sound, at + KEYS[event.key]));
  return (
    <div ref={bars} className="bars" role="slider" tabIndex={0} aria-label={t("Position in {name}", { name })} aria-valuemin={0} aria-valuemax={Math.round(seconds)} aria-valuenow={Math.round(at)} aria-valuetext={timeLabel(at)} onClick={point} onKeyDown={press}>
      {(waveform.length ? waveform : Array(48).fill(30)).map((height, i, all) => (
        <i key={i} data-done={i / all.length < share ? "true" : undefined} style={{ height: `${Math.max(8, height)}%` }} />
      ))}
    </div>
  );
}

const HEARD = { new: () => t("Not heard yet"), waiting: () => t("Not heard yet"), known: () => t("Heard") };

function Heard({ state }) {
  if (!HEARD[state]) return null;
  if (state === "known") return <span className="heard"> · {HEARD[state]()}</span>;
  return <span className="heard-dot" role="img" aria-label={HEARD[state]()} title={HEARD[state]()} />;
}

/** `from`: {seq, conversation_id, who}, for a message that the timeline may not hold. */
export function Player({ messageId: id, url, name, seconds, waveform, voice, heard, from }) {
  useSyncExternalStore(playback.listen, playback.tick, playback.tick);
  const sound = { message_id: id, url, name: voice ? t("Voice message") : name, seconds, voice, ...from };
  const key = playback.keyOf(id, url);
  const mine = playback.current()?.key === key;
  const at = mine ? playback.at() : 0;
  const on = mine && playback.isOn();
  return (
    <div className="player" data-player={key} data-heard={heard || undefined}>
      <button type="button" className="play" aria-label={on ? t("Pause") : t("Play")} disabled={!url} onClick={() => playback.toggle(sound)}>
        <PlaySign on={on} />
      </button>
      <div className="player-mid">
        <Wave sound={sound} waveform={waveform} at={at} />
        <span className="player-time">{timeLabel(at || seconds)}{voice ? "" : ` · ${name}`}<Heard state={heard} /></span>
      </div>
      <SpeedButton />
    </div>
  );
}
