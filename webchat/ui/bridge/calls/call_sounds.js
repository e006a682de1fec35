// What a call sounds like before and after it: made here, so that no file has to be loaded. One tab rings for all.
const VOLUME = 0.16;

// Notes of a turn: [when it begins, frequencies, how long], in seconds, and how long the turn is.
const TUNES = {
  ring: { length: 3, notes: [[0, [659, 830], 0.16], [0.2, [830, 988], 0.16], [0.4, [988, 1319], 0.5], [1.2, [659, 830], 0.16], [1.4, [830, 988], 0.16], [1.6, [988, 1319], 0.5]] },
  ringback: { length: 4, notes: [[0, [425], 1]] },
  joined: { length: 0, notes: [[0, [587], 0.09], [0.11, [880], 0.14]] },
  ended: { length: 0, notes: [[0, [587], 0.1], [0.13, [440], 0.2]] },
  busy: { length: 0, notes: [[0, [425], 0.25], [0.5, [425], 0.25], [1, [425], 0.25]] },
};

let context = null;
let playing = null; // {name, gain, timer}
let ringing = null; // {call, stop}

function note(into, at, [start, tones, length]) {
  for (const tone of tones) {
    const oscillator = new OscillatorNode(context, { frequency: tone, type: "sine" });
    const envelope = new GainNode(context, { gain: 0 });
    oscillator.connect(envelope).connect(into);
    envelope.gain.setValueAtTime(0, at + start);
    envelope.gain.linearRampToValueAtTime(VOLUME / tones.length, at + start + 0.02);
    envelope.gain.setValueAtTime(VOLUME / tones.length, at + start + length - 0.03);
    envelope.gain.linearRampToValueAtTime(0, at + start + length);
    oscillator.start(at + start);
    oscillator.stop(at + start + length + 0.05);
  }
}

function turn() {
  const { length, notes } = TUNES[playing.name];
  notes.forEach((one) => note(playing.gain, context.currentTime + 0.05, one));
  if (length) playing.timer = setTimeout(turn, length * 1000);
}

/** Play a tune, over and over where it is one that goes on; in place of what plays. */
export function play(name) {
  if (playing?.name === name && TUNES[name].length) return;
  stop();
  context ??= new AudioContext();
  context.resume().catch(() => {});
  playing = { name, gain: new GainNode(context), timer: null };
  playing.gain.connect(context.destination);
  document.documentElement.dataset.callSound = name;
  turn();
}

/** Be silent. */
export function stop() {
  clearTimeout(playing?.timer);
  playing?.gain.disconnect();
  playing = null;
  delete document.documentElement.dataset.callSound;
}

/** Ring for a call: of all tabs of this browser the one that comes first, the next one when it goes. */
export function ring(call) {
  if (ringing?.call === call) return;
  hush();
  const mine = (ringing = { call, stop: () => {} });
  const begin = () => ringing === mine && new Promise((done) => (play("ring"), (mine.stop = () => (stop(), done()))));
  if (navigator.locks) navigator.locks.request(`webchat.ring.${call}`, begin);
  else begin();
}

/** Nothing rings here any more. */
export function hush() {
  const before = ringing;
  ringing = null;
  before?.stop();
}
