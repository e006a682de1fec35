// What one sends in a call: voice, picture, screen; and from which devices.
import * as media from "./call_media.js";
import { now, peerOf, tell } from "./call_now.js";

/** Open what is wanted and not open; what cannot be is said in "problem". */
export async function open() {
  const mine = now;
  mine.problem = "";
  if (!mine.tracks.audio && !mine.silent) await openTrack("audio", media.openMicrophone, "microphone");
  if (now === mine && mine.cameraOn && !mine.tracks.camera) await openTrack("camera", openCamera, "camera");
  tell();
}

const openCamera = () => media.openCamera(!peerOf(now));

async function openTrack(purpose, open, what) {
  const mine = now;
  try {
    const track = await open();
    if (now !== mine) return track.stop();
    setTrack(purpose, track);
  } catch (error) {
    if (now !== mine) return undefined;
    mine.problem ||= media.problemOf(what, error);
    if (purpose === "camera") mine.cameraOn = false;
  }
  return tell();
}

// What is sent as `purpose` from now on.
function setTrack(purpose, track) {
  const stream = purpose === "screen" ? now.shared : now.main;
  const before = now.tracks[purpose];
  before?.stop();
  if (before) stream.removeTrack(before);
  if (track) stream.addTrack(track);
  now.tracks[purpose] = track;
  if (purpose === "audio" && track) {
    track.enabled = now.micOn;
    now.meter?.stop();
    now.meter = media.meter(track);
  }
  now.link?.publish(purpose, track, stream);
}

export function toggleMute() {
  if (!now.tracks.audio) return void openTrack("audio", media.openMicrophone, "microphone").then(said);
  now.micOn = !now.micOn;
  now.tracks.audio.enabled = now.micOn;
  said();
}

export async function toggleCamera() {
  now.cameraOn = !now.cameraOn;
  if (now.cameraOn) await openTrack("camera", openCamera, "camera");
  else setTrack("camera", null);
  said();
}

export async function toggleScreen() {
  if (now.tracks.screen) return stopScreen();
  const track = await media.openScreen().catch(() => null);
  if (!track || !now) return track?.stop();
  track.onended = stopScreen;
  setTrack("screen", track);
  return said();
}

function stopScreen() {
  if (!now?.tracks.screen) return;
  setTrack("screen", null);
  said();
}

function said() {
  if (!now) return;
  if (now.problem && now.phase === "live") Object.assign(now, { notice: now.problem, problem: "" });
  now.link?.tellMedia();
  tell();
}

/** Another microphone ("audioinput"), camera ("videoinput") or loudspeaker ("audiooutput"). */
export async function useDevice(kind, id) {
  media.choose(kind, id);
  now.problem = "";
  if (kind === "audioinput") await openTrack("audio", media.openMicrophone, "microphone");
  if (kind === "videoinput" && now?.cameraOn) await openTrack("camera", openCamera, "camera");
  if (now) said();
}

/** What is sent, as {purpose: {track, stream}}. */
export const sent = ({ tracks, main, shared }) => ({
  audio: { track: tracks.audio, stream: main },
  camera: { track: tracks.camera, stream: main },
  screen: { track: tracks.screen, stream: shared },
});

/** What the others are told of it. */
export const about = ({ micOn, tracks, shared }) => ({ audio: micOn && Boolean(tracks.audio), camera: Boolean(tracks.camera), screen: tracks.screen ? shared.id : "" });
