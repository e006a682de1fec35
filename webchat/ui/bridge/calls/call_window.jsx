// The call itself: who is in it, what one can do, large over everything or small beside the chat.
import { useEffect, useRef, useState } from "react";
import { percent, t } from "$/public/i18n.js";
import { learn, nameOf } from "../parts/who.js";
import * as call from "./call.js";
import * as aside from "./call_aside.js";
import { Modal } from "./call_dialogs.jsx";
import * as media from "./call_media.js";
import { me, view } from "./call_now.js";
import { Devices, Duration, Face, Picture, Round, Sign, Voice } from "./call_parts.jsx";
import * as tracks from "./call_tracks.js";
import * as calls from "./calls.js";

const QUALITIES = { good: () => t("Good connection"), fair: () => t("Fair connection"), poor: () => t("Poor connection") };

function stateOf(now, one) {
  if (now.phase === "starting") return t("Starting…");
  if (now.phase === "ended") return now.text;
  if (call.isReconnecting()) return t("Reconnecting…");
  if (one?.state === "calling") return t("Calling…");
  if (one?.state === "ringing") return t("Ringing…");
  const peers = [...(now.link?.peers.values() ?? [])];
  if (peers.some((peer) => peer.state === "connected")) return "";
  return one && calls.isOfGroup(one) && !peers.length ? t("Waiting for others…") : t("Connecting…");
}

/** How it stands, or how long it has lasted: that goes on every second, which nobody wants to be told. */
function Status({ now, one }) {
  const text = stateOf(now, one);
  return (
    <span className="call-status">
      <span role="status">{text}</span>
      {text ? null : <Duration since={now.begunAt} />}
    </span>
  );
}

function Quality({ now }) {
  if (!now.quality || now.phase !== "live") return null;
  const figures = [...(now.link?.peers.values() ?? [])].filter((peer) => peer.figures).map((peer) => t("{name}: {trip} ms, {lost} lost", { name: nameOf(peer.id) ?? "", trip: peer.figures.trip, lost: percent(peer.figures.lost) }));
  return (
    <span className="quality" data-quality={now.quality} role="img" aria-label={QUALITIES[now.quality]()} title={[QUALITIES[now.quality](), ...figures].join("\n")}>
      <i /><i /><i />
    </span>
  );
}

// The pictures and faces of a call, the shared screens first: [{key, id, stream, screen, muted}].
function tilesOf(now, one) {
  const peers = [...(now.link?.peers.values() ?? [])];
  const screens = peers.filter((peer) => peer.media.screen && peer.videos.has(peer.media.screen));
  const camera = (peer) => peer.media.camera !== false && [...peer.videos].find(([id]) => id !== peer.media.screen)?.[1];
  const tiles = [
    ...screens.map((peer) => ({ key: `screen ${peer.id}`, id: peer.id, stream: peer.videos.get(peer.media.screen), screen: true })),
    ...peers.map((peer) => ({ key: `peer ${peer.id}`, id: peer.id, stream: camera(peer) || null, muted: peer.media.audio === false, waits: peer.state !== "connected" })),
  ];
  // Among several one is a picture like the others.
  if (peers.length > 1) tiles.push({ key: "own", id: me(), own: true, stream: now.tracks.camera ? now.main : null, muted: !now.micOn });
  if (peers.length > 1 && now.tracks.screen) tiles.push({ key: "own screen", id: me(), own: true, shared: true, name: t("Your screen"), stream: now.shared });
  return tiles.length ? tiles : [waitingFor(now)];
}

/** What one sees of the others first: a screen, or a camera; null where there is none. */
export const pictureOfOthers = (now, one) => tilesOf(now, one).find((tile) => tile.stream && !tile.own)?.stream ?? null;

// Who is called, before there is anybody.
const waitingFor = (now) => ({ key: "waiting", ...calls.faceOfCall(now) });

function Tile({ tile, now }) {
  const name = tile.name ?? nameOf(tile.id) ?? "";
  const said = tile.screen ? t("{name}'s screen", { name }) : name;
  const speaks = !tile.screen && !tile.shared && now.speaking.has(tile.own ? 0 : tile.id);
  return (
    <li className="tile-call" data-speaking={speaks} data-screen={Boolean(tile.screen)} data-waits={tile.waits}>
      {tile.stream ? <Picture stream={tile.stream} own={tile.own && !tile.shared} fit={tile.screen || tile.shared ? "contain" : "cover"} label={said} /> : <Face id={tile.id} {...(tile.name ? { name, url: tile.url } : {})} />}
      <span className="tile-name" dir="auto">
        {tile.muted ? <Sign name="mic-off" /> : null}
        {said ? <span>{said}</span> : null}
      </span>
    </li>
  );
}

// What one shows to the others, so that one knows it, and what it is.
const OwnScreen = ({ now }) => (
  <div className="call-self shared">
    <Picture stream={now.shared} fit="contain" label={t("Your screen")} />
    <span className="tile-name"><span>{t("Your screen")}</span></span>
  </div>
);

const Self = ({ now }) => (
  <div className="call-self" data-speaking={now.speaking.has(0)}>
    {now.tracks.camera ? <Picture stream={now.main} own label={t("Your camera")} /> : <Face id={me()} size="l" />}
    {now.micOn ? null : <span className="tile-name"><Sign name="mic-off" />{t("Muted")}</span>}
  </div>
);

function Notice({ now }) {
  if (!now.notice) return null;
  return (
    <p className="call-notice" role="alert">
      {now.notice}
      <button type="button" className="icon-button" aria-label={t("Dismiss")} onClick={() => call.note("")}><Sign name="close" /></button>
    </p>
  );
}

function Controls({ now, devices, setDevices }) {
  const camera = Boolean(now.tracks.camera);
  const screen = Boolean(now.tracks.screen);
  if (now.phase === "ended") return <Ended now={now} />;
  return (
    <div className="call-controls" role="toolbar" aria-label={t("Call")}>
      <Round sign={now.micOn && now.tracks.audio ? "mic" : "mic-off"} label={now.micOn && now.tracks.audio ? t("Mute") : t("Unmute")} tone={now.micOn ? "" : "off"} onClick={tracks.toggleMute} />
      <Round sign={camera ? "video" : "video-off"} label={camera ? t("Turn off camera") : t("Turn on camera")} word={t("Camera")} tone={camera ? "" : "off"} onClick={tracks.toggleCamera} />
      {media.canShareScreen() ? <Round sign="screen" label={screen ? t("Stop sharing") : t("Share screen")} word={screen ? t("Stop") : t("Screen")} tone={screen ? "on" : ""} disabled={!now.link} onClick={tracks.toggleScreen} /> : null}
      <Round sign="settings" label={t("Devices")} aria-expanded={devices} onClick={() => setDevices(!devices)} />
      <Round sign="hang-up" label={t("Hang up")} tone="danger" onClick={call.hangUp} />
    </div>
  );
}

const Ended = ({ now }) => (
  <div className="call-controls">
    {now.again ? <Round sign={now.kind === "video" ? "video" : "phone"} label={t("Call again")} tone="go" onClick={() => call.start(now.conversation_id, now.kind)} /> : null}
    <Round sign="close" label={t("Close")} onClick={call.close} />
  </div>
);

function useFullScreen(frame) {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const change = () => setFull(Boolean(document.fullscreenElement));
    document.addEventListener("fullscreenchange", change);
    return () => document.removeEventListener("fullscreenchange", change);
  }, []);
  // The frame: no browser lets a dialog fill the screen.
  return [full, () => (full ? document.exitFullscreen() : frame.current?.requestFullscreen().catch(() => {}))];
}

const pictureInPicture = (stream) => aside.toggle(stream).catch(() => call.note(t("The picture cannot be shown in a window of its own just now.")));

/** Large, over everything. */
export function CallWindow({ now, title }) {
  const frame = useRef(null);
  const [devices, setDevices] = useState(false);
  const [full, switchFull] = useFullScreen(frame);
  const one = view();
  const tiles = tilesOf(now, one);
  const shown = pictureOfOthers(now, one);
  useEffect(() => learn(tiles.filter((tile) => tile.key !== "waiting").map((tile) => tile.id)), [tiles.length]);
  return (
    <Modal label={t("Call with {name}", { name: title })} className="call-window" leave={call.stepBack}>
      <div ref={frame} className="call-frame" data-on-top="true" data-phase={now.phase} data-state={one?.state ?? ""}>
        <header className="call-head">
          <div className="who">
            <h2 dir="auto">{title}</h2>
            <Status now={now} one={one} />
          </div>
          <Quality now={now} />
          {shown && document.pictureInPictureEnabled ? <Way sign="pip" label={t("Picture in picture")} run={() => pictureInPicture(shown)} /> : null}
          {document.fullscreenEnabled ? <Way sign="large" label={full ? t("Leave full screen") : t("Full screen")} run={switchFull} /> : null}
          <Way sign="small" label={t("Minimise")} run={() => call.minimise()} />
        </header>
        <ul className="call-stage" data-count={Math.min(tiles.length, 12)} data-screens={tiles.filter((tile) => tile.screen).length || undefined}>
          {tiles.map((tile) => (
            <Tile key={tile.key} tile={tile} now={now} />
          ))}
        </ul>
        {now.phase === "ended" || tiles.some((tile) => tile.own) ? null : (
          <div className="call-corner">
            {now.tracks.screen ? <OwnScreen now={now} /> : null}
            <Self now={now} />
          </div>
        )}
        <Notice now={now} />
        {devices && now.phase !== "ended" ? <div className="call-sheet"><Devices now={now} /></div> : null}
        <Controls now={now} devices={devices} setDevices={setDevices} />
      </div>
    </Modal>
  );
}

const Way = ({ sign, label, run }) => (
  <button type="button" className="icon-button" aria-label={label} title={label} onClick={run}>
    <Sign name={sign} />
  </button>
);

/** Small, beside the chat. */
export function CallBar({ now, title }) {
  const one = view();
  const tile = tilesOf(now, one).find((candidate) => candidate.stream && !candidate.own);
  return (
    <section className="call-small" aria-label={t("Call with {name}", { name: title })}>
      <button type="button" className="call-small-open" aria-label={t("Back to the call")} title={t("Back to the call")} onClick={() => call.minimise(false)}>
        {tile ? <Picture stream={tile.stream} label={title} /> : <Face {...waitingFor(now)} size="m" />}
        <span className="who">
          <b dir="auto">{title}</b>
          <Status now={now} one={one} />
        </span>
      </button>
      {now.phase === "ended" ? null : (
        <>
          {now.tracks.screen ? <Way sign="screen-off" label={t("Stop sharing")} run={tracks.toggleScreen} /> : null}
          <Way sign={now.micOn ? "mic" : "mic-off"} label={now.micOn ? t("Mute") : t("Unmute")} run={tracks.toggleMute} />
          <button type="button" className="icon-button hang-up" aria-label={t("Hang up")} title={t("Hang up")} onClick={call.hangUp}>
            <Sign name="hang-up" />
          </button>
        </>
      )}
    </section>
  );
}

/** The voices of all, wherever the pictures are. */
export function Voices({ now }) {
  const [silent, setSilent] = useState(false);
  const peers = [...(now.link?.peers.values() ?? [])].filter((peer) => peer.audio);
  return (
    <div className="call-voices" key={silent}>
      {peers.map((peer) => (
        <Voice key={peer.id} stream={peer.audio} blocked={setSilent} />
      ))}
      {silent ? <button type="button" className="button" onClick={() => setSilent(false)}>{t("Let me hear the call")}</button> : null}
    </div>
  );
}
