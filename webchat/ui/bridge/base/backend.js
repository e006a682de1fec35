// Where the server is: where this page came from, unless `boot.js` names another address (a front end served elsewhere).

const base = () => (typeof window === "undefined" ? "" : window.webchatBackend ?? "");

/** The address of a path of the server. */
export const serverUrl = (path) => (path?.startsWith("/") ? base() + path : path);

/** Where the server is, as an origin. */
export const serverOrigin = () => base() || window.location.origin;

/** Whether that is another origin than the page's. */
export const isElsewhere = () => Boolean(base());

/** `fetch` of a path of the server; our cookie goes along there, too. */
export const callServer = (path, options = {}) => fetch(serverUrl(path), isElsewhere() ? { credentials: "include", ...options } : options);
