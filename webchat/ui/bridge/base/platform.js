// What the machine calls its keys.

/** Whether Command is the key that others call Control. */
export const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);
