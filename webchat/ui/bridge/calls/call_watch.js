// Who speaks, and how good the connections are, as long as a call is on.
const LEVEL_MS = 200;
const STATS_MS = 2000;
const LOUD = 0.02;
const OWN_LOUD = 0.05;

/** "good", "fair" or "poor", by the way there and back in seconds and the lost part of what should have come. */
const qualityOf = (trip, lost) => (trip > 0.5 || lost > 0.08 ? "poor" : trip > 0.25 || lost > 0.02 ? "fair" : "good");

const loudness = (peer) => Math.max(0, ...peer.receivers().flatMap((one) => (one.track.kind === "audio" ? one.getSynchronizationSources() : [])).map((one) => one.audioLevel ?? 0));

function hear(call, tell) {
  const loud = new Set([...(call.link?.peers.values() ?? [])].filter((peer) => peer.state === "connected" && loudness(peer) > LOUD).map((peer) => peer.id));
  if (call.meter && call.micOn && call.meter.level() > OWN_LOUD) loud.add(0);
  if (loud.size === call.speaking.size && [...loud].every((id) => call.speaking.has(id))) return;
  call.speaking = loud;
  tell();
}

async function measure(peer) {
  let [trip, lost, received] = [0, 0, 0];
  for (const one of (await peer.stats()).values()) {
    if (one.type === "candidate-pair" && one.nominated) trip = one.currentRoundTripTime ?? trip;
    if (one.type === "inbound-rtp") [lost, received] = [lost + one.packetsLost, received + one.packetsReceived];
  }
  const before = peer.counted ?? { lost: 0, received: 0 };
  peer.counted = { lost, received };
  const [gone, come] = [Math.max(0, lost - before.lost), Math.max(0, received - before.received)];
  peer.figures = { trip: Math.round(trip * 1000), lost: come + gone ? Math.round((100 * gone) / (come + gone)) : 0 };
  peer.quality = qualityOf(trip, gone / Math.max(1, come + gone));
}

const WORST = ["poor", "fair", "good"];

async function judge(call, tell) {
  const peers = [...(call.link?.peers.values() ?? [])].filter((peer) => peer.state === "connected");
  if (peers.length) call.wasUp = true;
  await Promise.all(peers.map((peer) => measure(peer).catch(() => {})));
  const quality = WORST.find((one) => peers.some((peer) => peer.quality === one)) ?? "";
  if (quality !== call.quality) (call.quality = quality), tell();
}

/** Look until it is told to stop: what this gives. */
export function watchCall(call, tell) {
  const timers = [setInterval(() => hear(call, tell), LEVEL_MS), setInterval(() => judge(call, tell), STATS_MS)];
  return () => timers.forEach(clearInterval);
}
