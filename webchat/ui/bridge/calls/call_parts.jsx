// What the screens of a call share: signs, buttons, pictures, voices, time.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { t } from "$/public/i18n.js";
import { read } from "../base/store.js";
import { timeLabel } from "../media/media.js";
import { Avatar } from "../parts/avatar.jsx";
import { Choose } from "../parts/forms.jsx";
import { heldPerson, nameOf } from "../parts/who.js";
import * as media from "./call_media.js";
import { listen, me, now, tick } from "./call_now.js";
import * as tracks from "./call_tracks.js";

export const SIGNS = {
  phone: "M6.500 3.500 9.500 4l1.500 4-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2 4 1.500.5 3a2 2 0 0 1-2 2.500C11 20 4 13 4 5.500a2 2 0 0 1 2.500-2Z",
  "hang-up": "M3 14.500c0-1.500 3.500-5 9-5s9 3.500 9 5v2l-4.500-.5v-3a12 12 0 0 0-9 0v3L3 16.500Z",
  video: "M3.500 6.500h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM15.500 10.500l6-3.500v10l-6-3.500",
  "video-off": "M3.500 6.500h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM15.500 10.500l6-3.500v10l-6-3.500M3 3l18 18",
  mic: "M12 15a3.500 3.500 0 0 0 3.500-3.500v-5a3.500 3.500 0 0 0-7 0v5A3.500 3.500 0 0 0 12 15ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3",
  "mic-off": "M12 15a3.500 3.500 0 0 0 3.500-3.500v-5a3.500 3.500 0 0 0-7 0v5A3.500 3.500 0 0 0 12 15ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3M3.500 3.500l17 17",
  screen: "M3 4.500h18v12H3ZM8 20.500h8M12 8v5M9.500 10 12 7.500l2.500 2.500",
  "screen-off": "M3 4.500h18v12H3ZM8 20.500h8M9.500 8l5 5M14.500 8l-5 5",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
  small: "M20 4l-6.500 6.500M13.500 5.500v5h5M4 20l6.500-6.500M10.500 18.500v-5h-5",
  large: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  pip: "M3 5h18v14H3ZM12.500 12h6v4.500h-6Z",
  silent: "M6 16v-5c0-1 .2-2 .7-2.800M9 5.800A6 6 0 0 1 18 11v5l2 2H7M10 21h4M4 4l16 16",
  close: "M6 6l12 12M18 6 6 18",
};

export const Sign = ({ name }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={SIGNS[name]} />
  </svg>
);

/** A round button; `word` stands below it where there is room. */
export const Round = ({ sign, label, word = label, tone = "", ...rest }) => (
  <button type="button" className={`round ${tone}`} aria-label={label} title={label} {...rest}>
    <span className="disc"><Sign name={sign} /></span>
    <span className="word" aria-hidden="true">{word}</span>
  </button>
);

/** The call of this tab, live. */
export function useCall() {
  useSyncExternalStore(listen, tick, () => 0);
  return now;
}

/** A picture that moves; `own` ones are mirrored. */
export function Picture({ stream, own = false, fit = "cover", label }) {
  const video = useRef(null);
  useEffect(() => {
    if (video.current.srcObject !== stream) video.current.srcObject = stream;
    video.current.play().catch(() => {});
  }, [stream]);
  return <video ref={video} className={own ? "picture own" : "picture"} data-fit={fit} muted playsInline autoPlay aria-label={label} tabIndex={-1} />;
}

/** What one hears of somebody. */
export function Voice({ stream, blocked }) {
  const audio = useRef(null);
  useEffect(() => {
    audio.current.srcObject = stream;
    const speaker = media.chosen("audiooutput");
    if (speaker && media.canChooseSpeaker()) audio.current.setSinkId(speaker).catch(() => {});
    audio.current.play().catch((error) => error.name === "NotAllowedError" && blocked(true));
  }, [stream, media.chosen("audiooutput")]);
  return <audio ref={audio} autoPlay hidden />;
}

// One's own name where others read "You".
const callName = (id) => (id === me() ? read("session").me_name_rx_state_ : nameOf(id)) ?? "";

/** Somebody's picture, or what stands for it. */
export const Face = ({ id, name = callName(id), url = heldPerson(id)?.avatar_url, size = "xl" }) => <Avatar id={id} name={name} url={url} size={size} />;

/** How long since a moment; it moves on by itself. */
export function Duration({ since }) {
  const [, move] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => move((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return <time className="duration">{timeLabel(Math.max(0, (Date.now() - since) / 1000))}</time>;
}

const KINDS = () => [
  ["audioinput", t("Microphone")],
  ["videoinput", t("Camera")],
  ...(media.canChooseSpeaker() ? [["audiooutput", t("Loudspeaker")]] : []),
];

function Device({ kind, label, track }) {
  const [found, setFound] = useState([]);
  useEffect(() => {
    const look = () => media.devices(kind).then(setFound, () => {});
    look();
    navigator.mediaDevices.addEventListener("devicechange", look);
    return () => navigator.mediaDevices.removeEventListener("devicechange", look);
  }, [kind, track]);
  if (!found.length) return null;
  const used = track?.getSettings().deviceId || media.chosen(kind);
  const value = found.some((one) => one.id === used) ? used : found[0].id;
  return <Choose label={label} value={value} set={(id) => tracks.useDevice(kind, id)} options={found.map((one) => ({ value: one.id, label: one.label }))} />;
}

/** Which microphone, camera and loudspeaker. */
export function Devices({ now }) {
  const used = { audioinput: now.tracks.audio, videoinput: now.tracks.camera };
  return (
    <div className="call-devices">
      {KINDS().map(([kind, label]) => (
        <Device key={kind} kind={kind} label={label} track={used[kind]} />
      ))}
    </div>
  );
}

/** How loud one's own microphone is. */
export function Level({ meter }) {
  const bar = useRef(null);
  useEffect(() => {
    if (!meter) return undefined;
    const timer = setInterval(() => bar.current?.style.setProperty("--level", meter.level().toFixed(3)), 80);
    return () => clearInterval(timer);
  }, [meter]);
  return <div className="level" role="img" aria-label={t("Microphone level")} data-on={Boolean(meter)}><i ref={bar} /></div>;
}
