// The browser's copy of our state, read and patched from outside React.
//
// Reflex keeps every substate as one object and merges each update into it key
// by key, at once, outside React. We use that object as the store of the page:
// the server patches messages ("m:…") and conversations ("c:…", "l:…", "s:…")
// under keys of their own, the bridge adds what only this browser knows.
let reflexStore = null;
let names = {};
let onPatch = () => {};

/** Take hold of Reflex's store; `stateNames` maps our short names to substates. */
export function attach(store, stateNames, listener) {
  reflexStore = store;
  names = stateNames;
  onPatch = listener;
  for (const which of Object.keys(names)) guard(which);
}

/** The present object of a substate: "session", "sidebar", "timeline", "people" or "view". */
export const read = (which) => reflexStore?.getSnapshot(names[which]) ?? {};

/** Merge `entries` into a substate, as an update of the server would. */
export const put = (which, entries) => reflexStore?.dispatchers[names[which]]?.(entries);

/** Call `listener` whenever the substate changes; answers how to stop. */
export const subscribe = (which, listener) => reflexStore.subscribe(names[which], listener);

/** Forget the keys for which `stale(key, value)` holds: merging can only add. */
export function drop(which, stale) {
  const state = read(which);
  const gone = Object.keys(state).filter((key) => key.includes(":") && stale(key, state[key]));
  for (const key of gone) delete state[key];
  if (gone.length) put(which, { dropped: (state.dropped ?? 0) + 1 });
}

// Frames overtake each other where a page and live updates meet, so an older
// version of a message, an older last line or a cursor that moved on must never come back.
const AGES = { "m:": "version", "e:": "version", "v:": "version", "y:": "version", "l:": "seq", "s:": "read_seq", "r:": "read_seq", "c:": "version" };

const isOlder = (value, held, age) => held[age] > value[age] || (held[age] === value[age] && held.version > value.version);

// Of two that speak of cursors, each may know one of them better: cursors only move forward.
const furthest = (one, other) => ({
  read_seq: Math.max(one.read_seq, other.read_seq),
  delivered_seq: Math.max(one.delivered_seq, other.delivered_seq),
});

function withoutOlder(state, delta) {
  const kept = {};
  for (const [key, value] of Object.entries(delta)) {
    const age = AGES[key.slice(0, 2)];
    const held = state[key];
    if (!age || !held || !value) kept[key] = value;
    else if (age === "read_seq") kept[key] = { ...value, ...furthest(held, value) };
    else if (!isOlder(value, held, age)) kept[key] = value;
  }
  return kept;
}

// A server that was restarted greets a page before it has looked who that is. Until then it is whom it was: else, for a
// moment, what they wrote is somebody else's, and they are in no call.
const WHO = ["me_id_rx_state_", "me_name_rx_state_"];

function withWho(state, delta) {
  if (delta.me_id_rx_state_ !== 0 || !state.me_id_rx_state_) return delta;
  return Object.fromEntries(Object.entries(delta).filter(([key]) => !WHO.includes(key)));
}

function guard(which) {
  const merge = reflexStore.dispatchers[names[which]];
  if (!merge || merge.guarded) return;
  const guarded = (delta) => {
    const fresh = withWho(read(which), withoutOlder(read(which), delta));
    merge(fresh);
    onPatch(which, fresh, delta);
  };
  guarded.guarded = true;
  reflexStore.dispatchers[names[which]] = guarded;
}
