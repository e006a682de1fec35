// The menu of a message: one for the page, beside the button that opened it.
import { useEffect, useRef } from "react";
import { closeMenu, menuAnchor } from "./actions.js";

const GAP = 4;
const MARGIN = 8;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function placeBeside(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = box.bottom + GAP + height + MARGIN < window.innerHeight;
  const left = Math.min(Math.max(MARGIN, box.left), window.innerWidth - width - MARGIN);
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? box.bottom + GAP : Math.max(MARGIN, box.top - GAP - height)}px`;
}

function moveFocus(menu, event) {
  const items = [...menu.querySelectorAll('[role="menuitem"]')];
  const at = items.indexOf(document.activeElement);
  if (event.key in STEPS) items.at((at + STEPS[event.key]) % items.length)?.focus();
  else if (event.key === "Home") items[0]?.focus();
  else if (event.key === "End") items.at(-1)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
}

export function Menu({ shown, label, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    if (!shown) return undefined;
    const anchor = menuAnchor();
    placeBeside(ref.current, anchor);
    ref.current.querySelector('[role="menuitem"]')?.focus();
    const outside = (event) => ref.current?.contains(event.target) || closeMenu();
    document.addEventListener("pointerdown", outside);
    document.addEventListener("scroll", closeMenu, true);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("scroll", closeMenu, true);
      anchor?.focus({ preventScroll: true });
    };
  }, [shown]);
  if (!shown) return null;
  return (
    <div {...rest} ref={ref} className="menu" role="menu" aria-label={label} onKeyDown={(event) => moveFocus(ref.current, event)}>
      {children}
    </div>
  );
}
