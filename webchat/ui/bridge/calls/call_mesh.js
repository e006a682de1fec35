// Everybody in a call, each connected with each.
//
// A page that comes (or comes back after a reload) says "hello" with a session of its own; what is said carries it, so
// that nothing of an earlier page is taken for this one's. Of two, whoever began the call offers, else the lower id.
import { createPeer } from "./call_peer.js";
import * as signals from "./call_signals.js";

const QUALITY = [
  [2, { bitrate: 1_500_000, scale: 1 }],
  [4, { bitrate: 500_000, scale: 1 }],
  [Infinity, { bitrate: 220_000, scale: 2 }],
];

/** `ice()` gives servers and policy; `tracks()` what is sent: {purpose: {track, stream}}; `media()` what one says of it. */
export function createMesh({ callId, me, initiator, ice, tracks, media, changed }) {
  const session = Math.random().toString(36).slice(2, 12);
  const peers = new Map();
  let config = ice;

  const polite = (id) => (initiator === me || initiator === id ? initiator !== me : id < me);
  const say = (id, data) => signals.say(callId, id, { session, media: media(), ...data });
  const size = () => peers.size + 1;
  const adapt = () => peers.forEach((peer) => peer.limit(QUALITY.find(([most]) => size() <= most)[1]));

  function create(id) {
    const peer = createPeer({ id, polite: polite(id), config, say: (data) => say(id, data), changed: (one) => one === peers.get(id) && (one.state === "connected" && adapt(), changed()) });
    peers.set(id, peer);
    for (const [purpose, { track, stream }] of Object.entries(tracks())) if (track) peer.send(purpose, track, stream);
    if (!tracks().audio.track) peer.pc.addTransceiver("audio", { direction: "recvonly" }); // who only listens
    changed();
    return peer;
  }

  function leave(id) {
    peers.get(id)?.close();
    if (peers.delete(id)) adapt(), changed();
  }

  // Another page of the same person: the connection to the one before is nothing any more.
  function recognise(id, theirs) {
    const known = peers.get(id);
    if (known?.theirs && known.theirs !== theirs) leave(id);
    const peer = peers.get(id) ?? create(id);
    peer.theirs = theirs;
    return peer;
  }

  return {
    peers,
    /** Say to these people that one is here. */
    greet: (ids) => ids.forEach((id) => say(id, { type: "hello" })),
    /** These people are in the call: connect with who is new, let go of who left. */
    keep(ids) {
      for (const id of [...peers.keys()]) if (!ids.includes(id)) leave(id);
      for (const id of ids) if (!peers.has(id)) create(id);
    },
    take(id, data) {
      if (!data.session) return;
      const peer = recognise(id, data.session);
      if (data.type === "hello") peer.repeat();
      peer.take(data);
    },
    async publish(purpose, track, stream) {
      await Promise.all([...peers.values()].map((peer) => peer.send(purpose, track, stream)));
      adapt();
    },
    tellMedia: () => peers.forEach((_, id) => say(id, { type: "media" })),
    /** The network or the line changed: whoever is not connected tries anew, with these servers. */
    heal(servers = config) {
      config = servers;
      for (const peer of peers.values()) {
        if (servers) peer.pc.setConfiguration(servers);
        if (peer.state !== "new") peer.restart();
        else peer.repeat();
      }
    },
    /** The network is another one: even what seems to stand is looked for anew. */
    move: () => peers.forEach((peer) => peer.pc.restartIce()),
    close: () => [...peers.keys()].forEach(leave),
  };
}
