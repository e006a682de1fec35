// A modal dialog on the browser's own <dialog>: it keeps and gives back the focus.
import { useEffect, useRef } from "react";
import { closeDialog } from "../base/dialogs.js";

const fromBackdrop = (event) => event.target === event.currentTarget;

export function Dialog({ shown, label, children, ...rest }) {
  const ref = useRef(null);
  const wanted = useRef(shown);
  wanted.current = shown;
  useEffect(() => {
    const dialog = ref.current;
    if (shown && !dialog.open) dialog.showModal();
    if (!shown && dialog.open) dialog.close();
  }, [shown]);
  return (
    <dialog {...rest} ref={ref} className="dialog" aria-label={label} onClose={() => wanted.current && closeDialog()} onMouseDown={(event) => fromBackdrop(event) && closeDialog()}>
      {shown ? <div className="dialog-body">{children}</div> : null}
    </dialog>
  );
}
