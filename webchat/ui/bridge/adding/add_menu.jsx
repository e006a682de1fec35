// The menus of the composer: what can be added, and when a message is sent.
import { useEffect, useRef } from "react";
import { prepare } from "./add_dialog.jsx";
import { addAnchor, closeMenu } from "./adding.js";

const GAP = 8;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function roam(menu, event) {
  const items = [...menu.querySelectorAll('[role="menuitem"]')];
  const at = items.indexOf(document.activeElement);
  if (event.key in STEPS) items.at((at + STEPS[event.key]) % items.length)?.focus();
  else if (event.key === "Home") items[0]?.focus();
  else if (event.key === "End") items.at(-1)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
}

export function AddMenu({ shown, label, children }) {
  const ref = useRef(null);
  useEffect(() => {
    if (!shown) return undefined;
    prepare();
    const button = addAnchor();
    const box = button.getBoundingClientRect();
    const menu = ref.current;
    menu.style.left = `${Math.max(GAP, Math.min(box.left, window.innerWidth - menu.offsetWidth - GAP))}px`;
    menu.style.top = `${box.top - menu.offsetHeight - GAP}px`;
    menu.querySelector('[role="menuitem"]')?.focus();
    const outside = (event) => menu.contains(event.target) || button.contains(event.target) || closeMenu();
    document.addEventListener("pointerdown", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      // A dialog that opened from here has the focus already.
      if (document.activeElement === document.body) button.focus();
    };
  }, [shown]);
  if (!shown) return null;
  return (
    <div ref={ref} className="menu" role="menu" aria-label={label} onKeyDown={(event) => roam(ref.current, event)} onClick={closeMenu}>
      {children}
    </div>
  );
}
