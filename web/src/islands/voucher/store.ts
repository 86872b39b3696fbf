/** Entries in IndexedDB: they stay when the page, the tab and the browser are closed. */

import type { Entry, Store } from "./queue.js";

const NAME = "griot-vouchers";
const ENTRIES = "entries";

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the device keeps nothing"));
  });
}

export async function openStore(): Promise<Store> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(ENTRIES, { keyPath: "id" });
  const database = await done(opening);
  // Asked for, so that a full device does not throw entries away; refused, everything works as before.
  void navigator.storage?.persist?.();
  const write = (act: (entries: IDBObjectStore) => IDBRequest): Promise<void> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(ENTRIES, "readwrite", { durability: "strict" });
      act(transaction.objectStore(ENTRIES));
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("the device keeps nothing"));
    });
  return {
    all: () => done(database.transaction(ENTRIES).objectStore(ENTRIES).getAll() as IDBRequest<Entry[]>),
    put: (entry) => write((entries) => entries.put(entry)),
    remove: (id) => write((entries) => entries.delete(id)),
  };
}
