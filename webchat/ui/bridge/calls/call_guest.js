// One other person of a large call: what LiveKit passes on of them, in the shape of a peer of the mesh (call_peer.js).

const STANDS = ["connected", "signalReconnecting"]; // media flows on while the line to LiveKit comes back

const sameTracks = (stream, tracks) => stream && stream.getTracks().length === tracks.length && tracks.every((one) => stream.getTrackById(one.id));

/** The stream that is there if it holds just these tracks, so that what plays is not begun anew. */
const streamOf = (stream, tracks) => (sameTracks(stream, tracks) ? stream : new MediaStream(tracks));

/** `look(participant, state, entered)` takes what LiveKit has of the person, nothing where they are not in the room. */
export function createGuest(id) {
  const guest = { id, state: "new", media: {}, audio: null, videos: new Map(), quality: "", connectedOnce: false };
  let publications = [];

  const ofSource = (source) => publications.find((one) => one.source === source);
  const isOn = (one) => Boolean(one && !one.isMuted);
  const arrived = (kind) => publications.filter((one) => one.kind === kind && one.track);

  return Object.assign(guest, {
    look(participant, state, entered) {
      publications = participant ? [...participant.trackPublications.values()] : [];
      // Only our own connection can be lost here; who is not in the room is on the way.
      const stands = STANDS.includes(state);
      guest.state = participant && stands ? "connected" : "connecting";
      guest.connectedOnce = entered && !stands;
      const screen = ofSource("screen_share");
      guest.media = { audio: isOn(ofSource("microphone")), camera: isOn(ofSource("camera")), screen: isOn(screen) ? screen.trackSid : "" };
      const voices = arrived("audio").map((one) => one.track.mediaStreamTrack);
      guest.audio = voices.length ? streamOf(guest.audio, voices) : null;
      guest.videos = new Map(arrived("video").map((one) => [one.trackSid, streamOf(guest.videos.get(one.trackSid), [one.track.mediaStreamTrack])]));
    },
    /** The pictures of the person that come in several sizes. */
    cameras: () => publications.filter((one) => one.source === "camera" && one.track),
    receivers: () => publications.map((one) => one.track?.receiver).filter(Boolean),
    async stats() {
      const reports = await Promise.all(guest.receivers().map((one) => one.getStats()));
      return new Map(reports.flatMap((report) => [...report]));
    },
  });
}
