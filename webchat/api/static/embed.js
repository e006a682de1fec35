// The chat in any page: <script src="https://chat.example/embed.js" data-token="…" data-conversation="order:4711">.
//
// A button and a frame in a shadow root. No cookie is needed: the token goes to the frame as a message,
// and only to the origin that this file came from.
(() => {
  const script = document.currentScript;
  if (!script || window.WebChat) return;
  const ORIGIN = new URL(script.src).origin;
  const COLOURS = { blue: "#0e66c8", purple: "#7a4aba", green: "#007845", orange: "#ad4a00" };
  const STYLE = `
    :host { all: initial; }
    .count[hidden] { display: none; }
    /* Laid out while hidden: the page inside measures itself. */
    iframe[hidden] { display: block; visibility: hidden; }
    button { position: fixed; bottom: 20px; inset-inline-end: 20px; z-index: 2147483000; width: 56px; height: 56px; padding: 0;
      border: 0; border-radius: 50%; background: var(--accent); color: #fff; cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; vertical-align: middle; }
    .count { position: absolute; top: -4px; inset-inline-end: -4px; min-width: 22px; box-sizing: border-box; padding: 0 6px; border-radius: 11px;
      background: #d92d20; color: #fff; font: 600 12px/22px system-ui, sans-serif; text-align: center; }
    iframe { position: fixed; bottom: 88px; inset-inline-end: 20px; z-index: 2147483000; width: 380px; height: min(640px, calc(100dvh - 108px));
      border: 0; border-radius: 16px; background: #fff; color-scheme: normal; box-shadow: 0 12px 40px rgb(0 0 0 / .28); }
    .dark iframe { background: #17181c; }
    .left button, .left iframe { left: 20px; right: auto; }
    .right button, .right iframe { left: auto; right: 20px; }
    @media (max-width: 480px) {
      iframe, .left iframe, .right iframe { inset: 0; width: 100%; height: 100dvh; border-radius: 0; }
      .open button { inset: 8px 8px auto auto; width: 44px; height: 44px; background: none; box-shadow: none; color: #667085; }
      .open.mirrored button { inset: 8px auto auto 8px; }
    }`;
  const SHAPES = { closed: "M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12Z", open: "M6 6l12 12M18 6 6 18" };
  const data = script.dataset;
  const TEXTS = {}; // the server puts the other languages here
  const language = (data.language || navigator.language).split("-")[0].toLowerCase();
  const t = (text, params = {}) => (TEXTS[language]?.[text] ?? text).replace(/\{(\w+)\}/g, (hole, name) => params[name] ?? hole);
  const dark = data.theme === "dark" || (data.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const accent = data.color in COLOURS ? data.color : "blue";
  const listeners = new Map();
  let token = data.token || "";
  let open = false;
  let unread = 0;
  let frame = null;
  let there = false; // the frame has said hello
  let mirrored = false; // its lines go from right to left, whatever those of this page do

  const host = document.createElement("webchat-launcher");
  const root = host.attachShadow({ mode: "open" });
  const box = document.createElement("div");
  const button = document.createElement("button");
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const count = document.createElement("span");

  function build() {
    // A constructed sheet passes every Content-Security-Policy of the page.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    box.style.setProperty("--accent", COLOURS[accent]);
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    icon.append(path);
    count.className = "count";
    count.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.append(icon, count);
    button.addEventListener("click", () => api.toggle());
    box.addEventListener("keydown", (event) => event.key === "Escape" && open && api.close());
    box.append(button);
    root.append(box);
    document.body.append(host);
  }

  function draw() {
    const name = open ? t("Close chat") : t("Open chat");
    button.setAttribute("aria-label", unread && !open ? t("{name}, {count} unread", { name, count: unread }) : name);
    button.setAttribute("aria-expanded", String(open));
    path.setAttribute("d", open ? SHAPES.open : SHAPES.closed);
    count.textContent = unread > 99 ? "99+" : String(unread);
    count.hidden = open || !unread;
    const side = ["left", "right"].includes(data.position) ? data.position : "";
    box.className = [open ? "open" : "", dark ? "dark" : "", mirrored ? "mirrored" : "", side].join(" ");
    if (frame) frame.hidden = !open;
  }

  function tell(type, detail) {
    for (const listener of listeners.get(type) ?? []) listener(detail);
    window.dispatchEvent(new CustomEvent(`webchat:${type}`, { detail }));
  }

  /** Before its hello the frame is not ours yet; what counts then is told with the answer to it. */
  const post = (message) => there && frame.contentWindow?.postMessage(message, ORIGIN);

  function load() {
    if (frame || !token) return;
    const asked = new URLSearchParams({ theme: data.theme || "system", accent });
    if (data.language) asked.set("language", data.language);
    if (data.conversation) asked.set("one", "yes");
    frame = document.createElement("iframe");
    Object.assign(frame, { src: `${ORIGIN}/embed/?${asked}`, title: t("Chat"), allow: "microphone; camera; clipboard-write; fullscreen", hidden: !open });
    box.prepend(frame);
  }

  const heard = {
    hello: ({ dir }) => ((there = true), (mirrored = dir === "rtl"), draw(), post({ type: "identify", token, conversation: data.conversation || "" }), post({ type: "shown", shown: open })),
    unread: ({ count: now }) => ((unread = now), draw(), tell("unread", { count: now })),
    escape: () => open && api.close(),
    ready: ({ user_id }) => tell("ready", { user_id }),
    message: ({ message }) => tell("message", message),
    token_expired: () => tell("token_expired", {}),
    error: ({ code }) => tell("error", { code }),
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== ORIGIN || !frame || event.source !== frame.contentWindow) return;
    const { type } = event.data ?? {};
    if (Object.hasOwn(heard, type)) heard[type](event.data);
  });

  function show(wanted) {
    open = wanted;
    load();
    draw();
    post({ type: "shown", shown: open });
    if (open) frame?.focus();
    else button.focus();
  }

  const api = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!open),
    /** Somebody is here, or their token is a new one. */
    identify(fresh) {
      token = String(fresh || "");
      if (!token) return api.logout();
      if (frame) post({ type: "identify", token, conversation: data.conversation || "" });
      else load();
    },
    /** Nobody is here any more: the frame goes, with all that it held. */
    logout() {
      token = "";
      frame?.remove();
      frame = null;
      there = false;
      open = false;
      unread = 0;
      draw();
      tell("unread", { count: 0 });
    },
    /** Call `listener(detail)` for "ready", "unread", "message", "token_expired" or "error"; answers how to stop. */
    on(type, listener) {
      if (!listeners.has(type)) listeners.set(type, new Set());
      listeners.get(type).add(listener);
      return () => listeners.get(type).delete(listener);
    },
  };
  window.WebChat = api;

  function start() {
    build();
    load();
    draw();
    if (data.open === "true") show(true);
  }
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
