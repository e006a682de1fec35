// A voice note or a sound: the wave is the slider. One plays at a time, also when its bubble is scrolled away.
import { useEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { timeLabel } from "./media.js";

const SPEEDS = [1, 1.5, 2];
const audio = typeof Audio === "undefined" ? null : new Audio();
let playing = ""; // the address of what is in the one player
const listeners = new Set();
const tellAll = () => listeners.forEach((listener) => listener());

if (audio) for (const name of ["play", "pause", "timeupdate", "loadedmetadata", "ratechange"]) audio.addEventListener(name, tellAll);

function playNext(url) {
  const players = [...document.querySelectorAll("[data-player]")];
  const at = players.findIndex((one) => one.dataset.player === url);
  const follower = players[at + 1];
  if (at >= 0 && follower?.dataset.voice === "true") toggle(follower.dataset.player);
}

audio?.addEventListener("ended", () => {
  const url = playing;
  audio.currentTime = 0;
  tellAll();
  playNext(url);
});

function toggle(url) {
  if (playing === url) return audio.paused ? audio.play() : audio.pause();
  const rate = audio.playbackRate;
  playing = url;
  audio.src = url;
  audio.playbackRate = rate;
  return audio.play();
}

function usePlayer() {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
}

export function Player({ url, name, seconds, waveform, voice }) {
  usePlayer();
  const bars = useRef(null);
  const mine = playing === url;
  const at = mine && audio ? audio.currentTime : 0;
  const share = seconds ? Math.min(1, at / seconds) : 0;
  const seek = (to) => {
    if (!mine) toggle(url);
    audio.currentTime = Math.max(0, Math.min(seconds, to));
    tellAll();
  };
  const point = (event) => {
    const box = bars.current.getBoundingClientRect();
    const along = (event.clientX - box.left) / box.width;
    seek((getComputedStyle(bars.current).direction === "rtl" ? 1 - along : along) * seconds);
  };
  const keys = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5 };
  const press = (event) => event.key in keys && (event.preventDefault(), seek(at + keys[event.key]));
  const on = mine && audio && !audio.paused;
  const rate = audio?.playbackRate ?? 1;
  return (
    <div className="player" data-player={url} data-voice={voice ? "true" : "false"}>
      <button type="button" className="play" aria-label={on ? t("Pause") : t("Play")} disabled={!url} onClick={() => toggle(url)}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d={on ? "M7 5h4v14H7zM13 5h4v14h-4z" : "M8 5v14l11-7z"} /></svg>
      </button>
      <div className="player-mid">
        <div ref={bars} className="bars" role="slider" tabIndex={0} aria-label={t("Position in {name}", { name })} aria-valuemin={0} aria-valuemax={Math.round(seconds)} aria-valuenow={Math.round(at)} aria-valuetext={timeLabel(at)} onClick={point} onKeyDown={press}>
          {(waveform.length ? waveform : Array(48).fill(30)).map((height, i, all) => (
            <i key={i} data-done={i / all.length < share ? "true" : undefined} style={{ height: `${Math.max(8, height)}%` }} />
          ))}
        </div>
        <span className="player-time">{timeLabel(mine && at ? at : seconds)}{voice ? "" : ` · ${name}`}</span>
      </div>
      <button type="button" className="speed" aria-label={t("Speed {count}", { count: rate })} onClick={() => (audio.playbackRate = SPEEDS[(SPEEDS.indexOf(rate) + 1) % SPEEDS.length])}>{rate}×</button>
    </div>
  );
}
