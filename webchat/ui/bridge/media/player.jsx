// A voice note or a sound in its bubble: the wave is the slider.
import { useMemo, useRef, useSyncExternalStore } from "react";
import { number, t } from "$/public/i18n.js";
import { timeLabel } from "./media.js";
import * as playback from "./playback.js";

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h4v14H7zM13 5h4v14h-4z";

export const PlaySign = ({ on }) => <svg viewBox="0 0 24 24" aria-hidden="true"><path d={on ? PAUSE : PLAY} /></svg>;

export function SpeedButton() {
  const rate = playback.speed();
  return <button type="button" className="speed" aria-label={t("Speed {count}", { count: rate })} onClick={playback.faster}>{number(rate)}×</button>;
}

const KEYS = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5 };

const BARS = 48;

// As many bars as a phone has room for: of those that fall together the loudest.
function fitting(waveform) {
  if (!waveform.length) return Array(BARS).fill(30);
  const count = Math.min(BARS, waveform.length);
  const from = (bar) => Math.floor((bar * waveform.length) / count);
  return Array.from({ length: count }, (_, bar) => Math.max(...waveform.slice(from(bar), from(bar + 1))));
}

function Wave({ sound, waveform, at }) {
  const bars = useRef(null);
  const heights = useMemo(() => fitting(waveform), [waveform]);
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
      {heights.map((height, i, all) => (
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

const DOWN = "M12 4v12M6.500 10.500 12 16l5.500-5.500M5 20h14";

const Download = ({ url, name }) => (
  <a className="icon-button sound-download" href={url} download={name} aria-label={t("Download {name}", { name })} title={t("Download")}>
    <svg viewBox="0 0 24 24" className="icon" aria-hidden="true"><path d={DOWN} /></svg>
  </a>
);

/** `from`: {seq, conversation_id, who}, for a message that the timeline may not hold. */
export function Player({ messageId: id, url, name, seconds, waveform, voice, heard, from, size }) {
  useSyncExternalStore(playback.listen, playback.tick, playback.tick);
  const sound = { message_id: id, url, name: voice ? t("Voice message") : name, seconds, voice, ...from };
  const key = playback.keyOf(id, url);
  const mine = playback.current()?.key === key;
  const at = mine ? playback.at() : 0;
  const on = mine && playback.isOn();
  const broken = playback.cannotPlay(url);
  return (
    <div className="player" data-player={key} data-heard={heard || undefined}>
      <button type="button" className="play" aria-label={on ? t("Pause") : t("Play")} disabled={!url} onClick={() => playback.toggle(sound)}>
        <PlaySign on={on} />
      </button>
      <div className="player-mid">
        {voice ? null : <b className="player-name" dir="auto" title={name}>{name}</b>}
        <Wave sound={sound} waveform={waveform} at={at} />
        <span className="player-time" role={broken ? "status" : undefined}>{broken ? t("This browser cannot play this sound. Download it instead.") : timeLabel(at || seconds)}{size && !voice ? ` · ${size}` : ""}<Heard state={heard} /></span>
      </div>
      {broken ? null : <SpeedButton />}
      {url && (broken || !voice) ? <Download url={url} name={name} /> : null}
    </div>
  );
}
