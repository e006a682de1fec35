// The bar over the field while a voice message is spoken: a chunk of its own, with what records.
import { useSyncExternalStore } from "react";
import { number, t } from "$/public/i18n.js";
import { timeLabel } from "../media/media.js";
import { Player } from "../media/player.jsx";
import * as recorder from "./recorder.js";
import { MICROPHONE, Sign } from "./voice_button.jsx";

const SHOWN = 160;
const BIN = "M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5";

const tenths = (ms) => `${timeLabel(ms / 1000)}.${number(Math.floor(ms / 100) % 10)}`;

function Live({ mode }) {
  useSyncExternalStore(recorder.listen, recorder.tick, recorder.tick);
  const sound = mode === "stopped" && recorder.sound();
  if (sound) return <Player messageId={0} url={sound.url} seconds={sound.seconds} waveform={sound.waveform} voice />;
  const levels = recorder.lastLevels(SHOWN);
  return (
    <>
      <i className="voice-dot" />
      <span className="voice-time" role="timer">{tenths(recorder.elapsed())}</span>
      {mode === "held" || mode === "asking" ? null : (
        <span className="voice-wave" aria-hidden="true">
          {levels.map((level, i) => <i key={i} style={{ height: `${Math.max(8, Math.sqrt(level) * 100)}%` }} />)}
        </span>
      )}
    </>
  );
}

const SAID = { asking: () => t("The browser asks for the microphone…"), paused: () => t("Recording paused"), stopped: () => t("Recording stopped") };

export default function Bar({ mode }) {
  const free = mode === "locked" || mode === "paused" || mode === "stopped";
  return (
    <div className="voice-bar" data-mode={mode} role="group" aria-label={t("Voice message")}>
      {free ? (
        <button type="button" className="icon-button danger" aria-label={t("Cancel recording")} title={t("Cancel recording")} onClick={recorder.cancel}>
          <Sign d={BIN} />
        </button>
      ) : null}
      <Live mode={mode} />
      <span className="only-read" role="status">{(SAID[mode] ?? (() => t("Recording")))()}</span>
      {mode === "asking" ? <span className="voice-hint">{SAID.asking()}</span> : null}
      {mode === "held" ? <span className="voice-hint slide" aria-hidden="true">‹ {t("Slide to cancel")}</span> : null}
      {mode === "locked" || mode === "paused" ? (
        <button type="button" className="icon-button" aria-label={mode === "paused" ? t("Continue recording") : t("Pause recording")} onClick={recorder.togglePause}>
          <Sign d={mode === "paused" ? MICROPHONE : "M9 6v12M15 6v12"} />
        </button>
      ) : null}
    </div>
  );
}
