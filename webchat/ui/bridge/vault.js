// The browser's database: messages whose files are not all sent, with the files.
const NAME = "webchat";
const STORE = "uploads";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "client_id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Where a browser keeps no database (a private window), files still go; only a reload loses them.
async function within(mode, work) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => (database.close(), resolve(request.result));
      transaction.onerror = () => (database.close(), reject(transaction.error));
    });
  } catch {
    return undefined;
  }
}

const plain = ({ key, file, name, size, kind, width, height, duration, waveform, media }) => ({ key, file, name, size, kind, width, height, duration, waveform, media });

/** Keep a message that waits for its files. */
export const keep = (job) => within("readwrite", (store) => store.put({ ...job, files: job.files.map(plain) }));

/** Forget it: it was sent, or given up. */
export const forget = (clientId) => within("readwrite", (store) => store.delete(clientId));

/** All that was kept. */
export const kept = async () => (await within("readonly", (store) => store.getAll())) ?? [];

/** Forget everything: somebody else may sit here next. */
export const forgetAll = () => within("readwrite", (store) => store.clear());
