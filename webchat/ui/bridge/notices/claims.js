// Which tab of this browser does what only one is to do.
import { keysWith } from "../base/kept.js";

const SETTLE_MS = 200; // until a tab sees what another one has written at the same moment

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
