// What must be seen, pressed and read out whatever is open: it moves into the dialog that is the uppermost.
import { useEffect, useRef } from "react";
import { onUppermost } from "../base/on_top.js";

// The node itself is moved, not drawn anew: a live region counts only if it was there before its words were.
export function OnTop({ children }) {
  const [home, moved] = [useRef(null), useRef(null)];
  useEffect(() => onUppermost((dialog) => (dialog ? (dialog.querySelector("[data-on-top]") ?? dialog) : home.current).append(moved.current)), []);
  return (
    <div ref={home} className="on-top">
      <div ref={moved} className="on-top">
        {children}
      </div>
    </div>
  );
}
