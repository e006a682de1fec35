// The details of what is open, beside it.
import { put, read } from "../base/store.js";

let opener = null;

export function openDetails(event) {
  opener = event?.currentTarget ?? null;
  put("view", { details: true });
}

export function closeDetails() {
  put("view", { details: false });
  opener?.focus?.({ preventScroll: true });
  opener = null;
}

export const toggleDetails = (event) => (read("view").details ? closeDetails() : openDetails(event));
