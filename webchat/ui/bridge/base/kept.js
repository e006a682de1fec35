// What must not be lost while a page is open: in the browser's storage or, where that is full, in the page itself.
const unkept = new Map();

/** What is kept under a key, or null. */
export const kept = (key) => unkept.get(key) ?? localStorage.getItem(key);

/** What is kept under a key as JSON; null where there is nothing, or nothing that can be read. */
export function keptJson(key) {
  try {
    return JSON.parse(kept(key));
  } catch {
    return null;
  }
}

export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
    unkept.delete(key);
  } catch {
    unkept.set(key, value);
  }
}

export function forget(key) {
  unkept.delete(key);
  localStorage.removeItem(key);
}

// Asked one by one: what stands for a storage that the browser refuses (boot.js) lists them in no other way.
const stored = () => Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at));

/** The keys that begin so. */
export const keysWith = (prefix) => [...new Set([...stored(), ...unkept.keys()])].filter((key) => key.startsWith(prefix));
