// Everybody in a large call, each connected with a LiveKit server that passes on what the others send.
//
// It looks to the rest of the call like the mesh (call_mesh.js). Who is in the call the chat's own server says; LiveKit
// (whose names for people are our user ids) only has the media. Its client is a chunk of its own.
import { t } from "$/public/i18n.js";
import { createGuest } from "./call_guest.js";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 8000;

const load = () => import("livekit-client").then(
  (kit) => (kit.setLogLevel("warn"), kit),
  () => Promise.reject(new Error(t("The call could not be loaded. Try again when the line is back."))),
);

// Why one does not get in, for people; for operators the console has it all.
function refuse({ ConnectionErrorReason }, error) {
  console.warn("call:", error);
  const refused = error.reason === ConnectionErrorReason.NotAllowed;
  throw new Error(refused ? t("The server for large calls does not let you in.") : t("The server for large calls cannot be reached."));
}

/**
 * `way()` asks for {url, token}, which lets one in for two minutes; `tracks()` and `media()` are the mesh's. `failed(words)` is
 * called where the room cannot be entered at all.
 */
export function createRoom({ way, tracks, media, changed, failed }) {
  const peers = new Map();
  let kit = null; // livekit-client
  let room = null;
  let closed = false;
  let entered = false;
  let pause = FIRST_PAUSE_MS;
  let waiting = null;
  let chain = Promise.resolve();

  const isUp = () => room?.state === "connected";
  const source = (purpose) => ({ audio: kit.Track.Source.Microphone, camera: kit.Track.Source.Camera, screen: kit.Track.Source.ScreenShare })[purpose];
  const published = (purpose) => room.localParticipant.getTrackPublication(source(purpose))?.track;
  const inTurn = (work) => (chain = chain.then(() => !closed && isUp() && work()).catch((error) => closed || console.warn("call:", error)));

  function look() {
    if (closed) return;
    for (const peer of peers.values()) peer.look(room?.remoteParticipants.get(String(peer.id)), room?.state, entered);
    prefer();
    changed();
  }

  // Many small pictures need no large ones; a screen has to be read.
  function prefer() {
    const pictures = [...peers.values()].flatMap((peer) => peer.cameras());
    const { HIGH, MEDIUM, LOW } = kit?.VideoQuality ?? {};
    for (const one of pictures) one.setVideoQuality(pictures.length <= 2 ? HIGH : pictures.length <= 6 ? MEDIUM : LOW);
  }

  async function enter() {
    clearTimeout(waiting);
    try {
      kit ??= await load();
      const { url, token } = await way();
      if (closed) return;
      room = open();
      await room.connect(url, token).catch((error) => refuse(kit, error));
      [entered, pause] = [true, FIRST_PAUSE_MS];
      look();
    } catch (error) {
      if (closed) return;
      if (entered) again();
      else failed(error.message);
    }
  }

  function open() {
    const { Room, RoomEvent } = kit;
    const mine = new Room({ dynacast: true, stopLocalTrackOnUnpublish: false });
    const seen = [
      RoomEvent.ConnectionStateChanged, RoomEvent.ParticipantConnected, RoomEvent.ParticipantDisconnected, RoomEvent.TrackPublished, RoomEvent.TrackUnpublished,
      RoomEvent.TrackSubscribed, RoomEvent.TrackUnsubscribed, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted,
    ];
    for (const event of seen) mine.on(event, () => mine === room && look());
    mine.on(RoomEvent.ConnectionStateChanged, () => mine === room && Object.keys(tracks()).forEach(send)); // what changed meanwhile
    mine.on(RoomEvent.Disconnected, () => mine === room && entered && again());
    return mine;
  }

  // LiveKit's client has tried what it can: come in anew, by a new token. Whoever is out of the call gets none.
  function again() {
    if (closed) return;
    look();
    clearTimeout(waiting);
    waiting = setTimeout(enter, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }

  // What is sent as `purpose` when its turn comes.
  const send = (purpose) => inTurn(async () => {
    const [me, { track }, before] = [room.localParticipant, tracks()[purpose], published(purpose)];
    if (before && !track) await me.unpublishTrack(before, false);
    else if (before && before.mediaStreamTrack !== track) await before.replaceTrack(track, true);
    else if (track && !before) await me.publishTrack(track, { source: source(purpose), simulcast: purpose === "camera" });
    if (purpose === "audio") await hush();
  });

  // Whether one is muted, LiveKit tells the others.
  const hush = () => (media().audio ? published("audio")?.unmute() : published("audio")?.mute());

  enter();
  return {
    peers,
    greet() {}, // LiveKit tells who is there
    take() {},
    /** These people are in the call. */
    keep(ids) {
      const gone = [...peers.keys()].filter((id) => !ids.includes(id));
      const come = ids.filter((id) => !peers.has(id));
      gone.forEach((id) => peers.delete(id));
      come.forEach((id) => peers.set(id, createGuest(id)));
      if (gone.length || come.length) look();
    },
    publish: send,
    tellMedia: () => inTurn(hush),
    /** The line to the server is back: who is out of the room need not wait. */
    heal: () => entered && room?.state === "disconnected" && enter(),
    move() {}, // LiveKit's client notices
    close() {
      closed = true;
      clearTimeout(waiting);
      room?.disconnect(false);
      peers.clear();
    },
  };
}
