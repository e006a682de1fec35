// One other person of a call: a connection between the two browsers, by the pattern of "perfect negotiation".
//
// Whatever is heard or decided is done one after another. Of two who offer at once the polite one gives way. Whoever is
// polite waits with a first offer, for the other one makes it.
const WAIT_MS = 4000; // then the polite one offers, too: the other may be a program that does not
const RESTART_MS = 2500; // "disconnected" often heals by itself
const AGAIN_MS = 6000;

/**
 * `say(data)` sends to the other browser, `changed(peer)` is called when something of it can be seen.
 * Gives {id, state, media, audio, videos, …}: `media` is what the other side says of itself, `videos` its pictures by stream.
 */
export function createPeer({ id, polite, config, say, changed }) {
  const pc = new RTCPeerConnection(config);
  const peer = { id, pc, state: "new", media: {}, audio: null, videos: new Map(), level: 0, quality: "", theirs: null, connectedOnce: false };
  const senders = {};
  const early = []; // candidates that came before the description they belong to
  let begun = !polite;
  let refused = false;
  let closed = false;
  let chain = Promise.resolve();
  let restarting = null;

  const inTurn = (work) => (chain = chain.then(() => !closed && work()).catch((error) => closed || console.warn("call:", error)));
  const describe = () => say({ type: "description", description: { type: pc.localDescription.type, sdp: pc.localDescription.sdp } });

  async function offer() {
    if (pc.signalingState !== "stable") return; // it asks again when it is
    await pc.setLocalDescription();
    describe();
  }

  async function takeDescription(description) {
    const collides = description.type === "offer" && pc.signalingState !== "stable";
    refused = collides && !polite;
    if (refused || (description.type === "answer" && pc.signalingState !== "have-local-offer")) return;
    begun = true;
    await pc.setRemoteDescription(description);
    for (const one of early.splice(0)) await takeCandidate(one);
    if (description.type !== "offer") return;
    await pc.setLocalDescription();
    describe();
  }

  async function takeCandidate(candidate) {
    if (!pc.remoteDescription) return void early.push(candidate);
    await pc.addIceCandidate(candidate).catch((error) => {
      if (!refused) throw error;
    });
  }

  pc.onnegotiationneeded = () => begun && inTurn(offer);
  pc.onicecandidate = ({ candidate }) => candidate && say({ type: "candidate", candidate: candidate.toJSON() });
  pc.ontrack = ({ track, streams: [stream] }) => {
    if (track.kind === "audio") peer.audio = new MediaStream([track]);
    else peer.videos.set(stream?.id ?? track.id, new MediaStream([track]));
    track.onmute = track.onunmute = () => changed(peer);
    changed(peer);
  };
  pc.onconnectionstatechange = () => {
    peer.state = pc.connectionState;
    clearTimeout(restarting);
    if (peer.state === "connected") peer.connectedOnce = true;
    if (peer.state === "disconnected") restarting = setTimeout(restart, RESTART_MS + (polite ? 1000 : 0));
    if (peer.state === "failed") restart();
    changed(peer);
  };
  const late = setTimeout(() => begun || ((begun = true), inTurn(offer)), WAIT_MS);

  // A description may have been lost with the line: what waits for an answer is said again.
  function restart() {
    clearTimeout(restarting);
    if (closed || pc.connectionState === "connected") return;
    if (begun && pc.signalingState === "have-local-offer") describe();
    else if (begun) pc.restartIce();
    restarting = setTimeout(restart, AGAIN_MS);
  }

  return Object.assign(peer, {
    take(data) {
      if (data.media) (peer.media = data.media), changed(peer);
      if (data.type === "description") inTurn(() => takeDescription(data.description));
      if (data.type === "candidate") inTurn(() => takeCandidate(data.candidate));
    },
    /** Send `track` as "audio", "camera" or "screen", in place of what was sent as that; null sends nothing. */
    async send(purpose, track, stream) {
      if (senders[purpose]) await senders[purpose].replaceTrack(track);
      else if (track) senders[purpose] = pc.addTrack(track, stream);
    },
    /** At most so many bits a second for each picture, and that much smaller. */
    async limit({ bitrate, scale }) {
      for (const [purpose, sender] of Object.entries(senders)) {
        const parameters = sender.getParameters();
        if (purpose === "audio" || !parameters.encodings?.length) continue;
        parameters.encodings[0].maxBitrate = purpose === "screen" ? Math.max(bitrate, 800_000) : bitrate;
        parameters.encodings[0].scaleResolutionDownBy = purpose === "screen" ? 1 : scale;
        await sender.setParameters(parameters).catch(() => {});
      }
    },
    repeat: () => begun && pc.signalingState === "have-local-offer" && describe(),
    restart,
    receivers: () => pc.getReceivers(),
    stats: () => pc.getStats(),
    close() {
      closed = true;
      clearTimeout(late);
      clearTimeout(restarting);
      pc.close();
    },
  });
}
