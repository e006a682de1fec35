// The menu of a message: beside which one it stands.
import { put, read } from "../base/store.js";

const HOLD_MS = 450;

let anchor = null;

/** Open the menu of a message beside the button that was pressed. */
export function openMenu(row, event) {
  event.preventDefault();
  anchor = event.currentTarget;
  put("view", { menu: { row } });
}

/** A finger rests on a message: its menu opens, unless the finger moves or leaves first. */
export function holdMessage(row, event) {
  if (!row.id || row.deleted) return;
  const target = event.currentTarget;
  const timer = setTimeout(() => openMenu(row, { currentTarget: target, preventDefault: () => {} }), HOLD_MS);
  const leave = (ended) => {
    clearTimeout(timer);
    // The tap that ends the hold must not press what lies under the finger now.
    if (read("view").menu && ended.cancelable) ended.preventDefault();
  };
  target.addEventListener("touchmove", () => clearTimeout(timer), { once: true, passive: true });
  for (const end of ["touchend", "touchcancel"]) target.addEventListener(end, leave, { once: true });
}

/** The element that the menu stands beside, and that the focus returns to. */
export const menuAnchor = () => anchor;

export const closeMenu = () => put("view", { menu: null });
