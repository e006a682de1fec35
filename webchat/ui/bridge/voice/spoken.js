// What was spoken and not sent outlives its page: second by second it goes into the browser's database.
import { myId } from "../base/self.js";
import { claim as claimNamed, forgetRecording, keepPart, keptParts } from "../base/vault.js";
import { randomId } from "../composer/outbox.js";

// The page that has a recording holds its lock, so that no other tab takes it; with the page the lock goes.
const claim = (recording) => claimNamed(`webchat.recording.${recording}`);

/** A place for a new recording. Writing goes one after the other, so that nothing comes after its end. */
export function open(conversationId) {
  const recording = randomId();
  const place = { recording, owner: myId(), conversation_id: conversationId, part: 0, levels: 0, free: null };
  place.written = claim(recording).then((free) => (place.free = free));
  return place;
}

/** Keep the next piece: `data`, how long it is by now, and all levels. */
export function add(place, data, type, spoken, levels) {
  const { recording, owner, conversation_id } = place;
  const row = { recording, part: place.part, owner, conversation_id, type, data, spoken, levels: levels.slice(place.levels) };
  place.part += 1;
  place.levels = levels.length;
  place.written = place.written.then(() => keepPart(row));
}

/** It was thrown away, or sent: then `after` waits for its message to be kept. */
export function discard(place, after = null) {
  return place.written.then(() => after).then(() => forgetRecording(place.recording)).then(() => place.free?.());
}

const idsOf = (parts) => [...new Set(parts.map((part) => part.recording))];

/** What an earlier page left here: {place, chunks, type, spoken, levels}, or null. */
export async function take() {
  for (const recording of idsOf(await keptParts())) {
    const free = await claim(recording);
    if (!free) continue;
    // Another tab may have had it until just now.
    const all = (await keptParts()).filter((part) => part.recording === recording);
    const parts = all.filter((part, i) => part.part === i); // up to the first that the disk had no room for
    const last = parts.at(-1);
    if (last?.owner === myId()) {
      const place = { recording, conversation_id: last.conversation_id, written: Promise.resolve(), free };
      return { place, chunks: parts.map((part) => part.data), type: last.type, spoken: last.spoken, levels: parts.flatMap((part) => part.levels) };
    }
    await forgetRecording(recording);
    free();
  }
  return null;
}
