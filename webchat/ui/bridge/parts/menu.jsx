// A menu beside what opened it: of a message, unless its owner says otherwise.
import { useEffect, useRef } from "react";
import { giveBack, isLost } from "./focus.js";
import { closeMenu, menuAnchor } from "./message_menu.js";
import { goAlong } from "./popover.js";

const GAP = 4;
const MARGIN = 8;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function placeBeside(menu, anchor) {
  if (anchor.isConnected === false) return; // it stays where it was
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = box.bottom + GAP + height + MARGIN < window.innerHeight;
  const left = Math.min(Math.max(MARGIN, box.left), window.innerWidth - width - MARGIN);
  menu.style.left = `${left}px`;
  const top = below ? box.bottom + GAP : Math.min(box.top - GAP - height, window.innerHeight - height - MARGIN);
  menu.style.top = `${Math.max(MARGIN, top)}px`;
}

function moveFocus(menu, event, close) {
  const items = [...menu.querySelectorAll('[role="menuitem"]')];
  const at = items.indexOf(document.activeElement);
  if (event.key in STEPS) items.at((at + STEPS[event.key]) % items.length)?.focus();
  else if (event.key === "Home") items[0]?.focus();
  else if (event.key === "End") items.at(-1)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
}

/** `shown` names what is in it: another page of it takes the focus anew. */
export function Menu({ shown, label, close = closeMenu, anchor: anchorOf = menuAnchor, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    if (!shown) return undefined;
    const [menu, anchor] = [ref.current, anchorOf()];
    placeBeside(menu, anchor);
    menu.querySelector('[role="menuitem"]')?.focus();
    const stop = goAlong(menu, () => placeBeside(menu, anchor), close);
    const outside = (event) => menu.contains(event.target) || close();
    document.addEventListener("pointerdown", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      stop();
      // What was chosen may have moved the focus on its own.
      if (isLost()) giveBack(anchor);
    };
  }, [shown]);
  if (!shown) return null;
  return (
    <div {...rest} ref={ref} className="menu" role="menu" aria-label={label} onKeyDown={(event) => moveFocus(ref.current, event, close)}>
      {children}
    </div>
  );
}
