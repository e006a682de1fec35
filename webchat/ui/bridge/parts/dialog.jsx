// A modal dialog on the browser's own <dialog>: it keeps and gives back the focus.
import { useEffect, useRef } from "react";
import { closeDialog } from "../base/dialogs.js";
import { gone, showModal } from "../base/on_top.js";
import { giveBack, isLost } from "./focus.js";

let opener = null; // what had the focus before the first of several dialogs

function open(dialog) {
  if (!document.activeElement?.closest("dialog")) opener = document.activeElement;
  showModal(dialog);
  // Where React puts the focus as it draws, the dialog is not open yet.
  dialog.querySelector("[data-first]")?.focus();
}

// The browser gives the focus back to what had it before; where that went away with another dialog, we do.
function close(dialog) {
  dialog.close();
  gone(dialog); // its event comes later
  if (isLost()) giveBack(opener);
}

const fromBackdrop = (event) => event.target === event.currentTarget;

export function Dialog({ shown, label, children, ...rest }) {
  const ref = useRef(null);
  const wanted = useRef(shown);
  wanted.current = shown;
  useEffect(() => {
    const dialog = ref.current;
    if (shown && !dialog.open) open(dialog);
    if (!shown && dialog.open) close(dialog);
  }, [shown]);
  return (
    <dialog {...rest} ref={ref} className="dialog" aria-label={label} onClose={() => wanted.current && closeDialog()} onMouseDown={(event) => fromBackdrop(event) && closeDialog()}>
      {shown ? <div className="dialog-body">{children}</div> : null}
    </dialog>
  );
}
