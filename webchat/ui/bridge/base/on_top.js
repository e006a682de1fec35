// The modal dialogs that are open: outside of the uppermost everything is dead, for fingers, keys and screen readers.

const open = []; // from below to above
let follow = () => {};

const tell = () => follow(uppermost());

/** A dialog is not open any more. */
export function gone(dialog) {
  const place = open.indexOf(dialog);
  if (place < 0) return;
  open.splice(place, 1);
  tell();
}

/** Open a dialog above everything. */
export function showModal(dialog) {
  dialog.showModal();
  open.push(dialog);
  dialog.addEventListener("close", () => dialog.open || gone(dialog), { once: true });
  tell();
}

/** The uppermost of them, null where none is open. */
export const uppermost = () => open.at(-1) ?? null;

/** Hear now and later which dialog is the uppermost, null where none is open; answers how to stop. */
export function onUppermost(listener) {
  follow = listener;
  tell();
  return () => {
    follow = () => {};
  };
}
