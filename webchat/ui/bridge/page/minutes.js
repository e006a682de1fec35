// What is said of time moves on while one looks: "last seen 5 min ago", "Today", the days in the list.
import { put, read } from "../base/store.js";

const MINUTE_MS = 60_000;

/** Watch the clock; answers how to stop. A page that comes into sight again is drawn anew by that. */
export function watch() {
  let timer = 0;
  // At full minutes, so that a day ends when it does.
  const wait = () => (timer = setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS)));
  const tick = () => {
    if (read("view").visible) put("view", { minute: Date.now() });
    wait();
  };
  wait();
  return () => clearTimeout(timer);
}
