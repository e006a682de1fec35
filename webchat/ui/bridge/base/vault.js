// The browser's database: messages whose files are not all sent, with the files, files that wait in a tray, what was spoken
// and not sent, and the last conversations, for a start without a network.
const NAME = "webchat";
const UPLOADS = "uploads";
const TRAYS = "trays"; // {key, page, owner, conversation_id, at, file}
const RECORDINGS = "recordings"; // {recording, part, owner, conversation_id, type, data, spoken, levels}: a row a second
const SNAPSHOTS = "snapshots";
const KEYS = { [UPLOADS]: "client_id", [TRAYS]: "key", [RECORDINGS]: ["recording", "part"], [SNAPSHOTS]: "name" };

function upgrade(database) {
  for (const [name, keyPath] of Object.entries(KEYS)) if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { keyPath });
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 4);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Where a browser keeps no database (a private window), files still go; only a reload loses them.
async function within(names, mode, work) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode);
      const request = work(...[names].flat().map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => (database.close(), resolve(request?.result));
      transaction.onerror = transaction.onabort = () => (database.close(), reject(transaction.error));
    });
  } catch {
    return undefined;
  }
}

const plain = ({ key, file, name, size, kind, width, height, duration, waveform, media }) => ({ key, file, name, size, kind, width, height, duration, waveform, media });

// A file is in a tray or on its way, never both.
const outOfTray = (files, trays) => files.forEach(({ row }) => row && trays.delete(row));

/** Keep a message that waits for its files, which leave their tray. */
export const keep = (job) => within([UPLOADS, TRAYS], "readwrite", (uploads, trays) => (outOfTray(job.files, trays), uploads.put({ ...job, files: job.files.map(plain) })));

/** Forget it: it was sent, or given up. */
export const forget = (job) => within([UPLOADS, TRAYS], "readwrite", (uploads, trays) => (outOfTray(job.files, trays), uploads.delete(job.client_id)));

/** All that was kept. */
export const kept = async () => (await within(UPLOADS, "readonly", (store) => store.getAll())) ?? [];

/** Keep a file that waits in a tray. */
export const keepInTray = (row) => within(TRAYS, "readwrite", (store) => store.put(row));

/** Forget such files: they were taken out. */
export const forgetInTray = (keys) => within(TRAYS, "readwrite", (store) => keys.map((key) => store.delete(key)).at(-1));

/** All files that wait in trays. */
export const keptInTrays = async () => (await within(TRAYS, "readonly", (store) => store.getAll())) ?? [];

/** Whoever has something of the database in hand holds its lock: answers how to let go, or null where another page has it (`waits`: as soon as none has). With the page the lock goes. */
export function claim(name, waits = false) {
  if (!navigator.locks) return Promise.resolve(() => {});
  const hold = (resolve) => (lock) => (lock ? new Promise((free) => resolve(free)) : resolve(null));
  return new Promise((resolve) => navigator.locks.request(name, { ifAvailable: !waits }, hold(resolve)));
}

/** Keep a second of a recording. */
export const keepPart = (part) => within(RECORDINGS, "readwrite", (store) => store.put(part));

/** Forget a recording: it was sent, or thrown away. */
export const forgetRecording = (id) => within(RECORDINGS, "readwrite", (store) => store.delete(IDBKeyRange.bound([id], [id, []])));

/** Whether anything was recorded and not sent. */
export const hasRecordings = async () => Boolean(await within(RECORDINGS, "readonly", (store) => store.count()));

/** The parts of all that was recorded and not sent, in order. */
export const keptParts = async () => (await within(RECORDINGS, "readonly", (store) => store.getAll())) ?? [];

/** Keep under a name what `renew` makes of that which was kept there (undefined: nothing was). */
export function keepSnapshot(name, renew) {
  return within(SNAPSHOTS, "readwrite", (store) => {
    const held = store.get(name);
    held.onsuccess = () => {
      try {
        store.put({ ...renew(held.result), name });
      } catch {
        store.transaction.abort(); // full, or refused: nobody hears what is thrown here
      }
    };
    return held;
  });
}

/** What was kept under a name. */
export const snapshot = (name) => within(SNAPSHOTS, "readonly", (store) => store.get(name));

/** Forget everything: somebody else may sit here next. */
export const forgetAll = () => Promise.all(Object.keys(KEYS).map((name) => within(name, "readwrite", (store) => store.clear())));
