// How loud, and at which pitch, a track is at its loudest within some seconds.
async (kind) => {
  const pc = window.connections.findLast((one) => one.connectionState === "connected");
  const ends = kind === "sent" ? pc.getSenders() : pc.getReceivers();
  const track = ends.map((one) => one.track).find((one) => one?.kind === "audio");
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const bins = new Uint8Array(analyser.frequencyBinCount);
  let best = { loud: 0, pitch: 0 };
  const until = performance.now() + 2500;
  while (performance.now() < until) {
    await new Promise((done) => setTimeout(done, 30));
    analyser.getByteFrequencyData(bins);
    const loud = Math.max(...bins);
    if (loud > best.loud) best = { loud, pitch: (bins.indexOf(loud) * context.sampleRate) / analyser.fftSize };
  }
  await context.close();
  return best;
}
