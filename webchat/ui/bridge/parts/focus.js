// Where the focus goes when what had it is gone.

/** Whether nothing has the focus. */
export const isLost = () => !document.activeElement || document.activeElement === document.body;

/** Back to what had it before; where that is gone with its message, to the messages. */
export function giveBack(before) {
  const isGone = before?.isConnected === false;
  (isGone ? document.querySelector('[role="log"]') : before)?.focus?.({ preventScroll: true });
}
