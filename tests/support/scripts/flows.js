// What each connection has carried, and over which kind of address it goes.
async () => {
  const open = window.connections.filter((one) => one.connectionState === "connected");
  const found = [];
  for (const one of open) {
    const figures = [...(await one.getStats()).values()];
    const bytes = (type, kind, key) =>
      figures.filter((s) => s.type === type && s.kind === kind).reduce((sum, s) => sum + s[key], 0);
    const chosen = figures.find((s) => s.type === "transport")?.selectedCandidatePairId;
    const pair = figures.find((s) => s.id === chosen);
    found.push({
      audio_in: bytes("inbound-rtp", "audio", "bytesReceived"), audio_out: bytes("outbound-rtp", "audio", "bytesSent"),
      video_in: bytes("inbound-rtp", "video", "bytesReceived"), video_out: bytes("outbound-rtp", "video", "bytesSent"),
      local: figures.find((s) => s.id === pair?.localCandidateId)?.candidateType ?? "",
    });
  }
  return found;
}
