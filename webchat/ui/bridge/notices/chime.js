// The sound of a new message: two short notes, made here, so that nothing has to be loaded.
const NOTES = [
  { at: 0, hertz: 660 },
  { at: 0.11, hertz: 880 },
];
const SECONDS = 0.32;
const LOUDNESS = 0.14;
let context = null;

function note(hertz, at) {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(LOUDNESS, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + SECONDS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + SECONDS);
}

/** Whether it would be heard: somebody has touched this page. */
export const canChime = () => context?.state === "running" || Boolean(navigator.userActivation?.hasBeenActive);

/** Play it; a page that nobody has touched yet stays silent, as browsers want it. */
export async function chime() {
  context ??= new AudioContext();
  if (context.state === "suspended") await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 200))]);
  if (context.state !== "running") return;
  for (const { at, hertz } of NOTES) note(hertz, context.currentTime + at);
}
