// Which tab of this browser does what only one is to do.
import { keysWith } from "../base/kept.js";

const SETTLE_MS = 200; // until a tab sees what another one has written at the same moment
const TURN_MS = 5000; // a tab that was put to sleep in the middle keeps nobody waiting for longer

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Take a name, "webchat.<what>", for so long; false where another tab has it. Locks go with their tab. */
export async function take(name, ms) {
  if (!navigator.locks) return claim(name, ms);
  return new Promise((answer) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      answer(Boolean(lock));
      return lock && sleep(ms);
    });
  });
}

/** Do something while nothing else of this name is done, in any tab or in the worker (sw.js has this, too). Answers what it does. */
export async function inTurn(name, run) {
  if (!navigator.locks) return run();
  let begun = false;
  const begin = () => ((begun = true), run());
  try {
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(TURN_MS) }, begin);
  } catch (error) {
    if (begun) throw error;
    return run();
  }
}

const CLAIM = "webchat.claim.";
const until = (key) => Number((localStorage.getItem(key) ?? "").split(" ")[0]);

// Where there are no locks (an address without https) the name is written where all tabs read; of two, the last one has it.
async function claim(name, ms) {
  const key = CLAIM + name;
  for (const one of keysWith(CLAIM)) if (until(one) < Date.now()) localStorage.removeItem(one);
  if (localStorage.getItem(key)) return false;
  const mine = `${Date.now() + ms} ${Math.random()}`;
  localStorage.setItem(key, mine);
  await sleep(SETTLE_MS);
  return localStorage.getItem(key) === mine;
}
