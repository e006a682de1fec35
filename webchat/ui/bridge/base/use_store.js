// The store, for React.
import { useSyncExternalStore } from "react";
import { read, subscribe } from "./store.js";

const NOTHING = {};

/** A substate of the page's store, live. */
export const useStore = (which) => useSyncExternalStore((heard) => subscribe(which, heard), () => read(which), () => NOTHING);
