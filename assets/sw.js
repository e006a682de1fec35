// Works beside the pages: shows what comes over Web Push, leads a click on it to the message, and opens the chat
// without a network.
const BACKEND = ""; // where the server is, when that is elsewhere: as in boot.js
const WORDS = "webchat-words";
const ANSWER = "webchat-answer";
const NAMED = new Set(["location", "contact", "poll", "voice", "sticker"]); // their words come after the kind's name
const isChat = (page) => /^\/chat(\/|$)/.test(new URL(page.url).pathname);
const ICON = "/icons/icon-192.png";
const TURN = "webchat.shown"; // as in notices/notifier.js
const TURN_MS = 5000; // as in notices/claims.js
const ASK_MS = 1000; // a page that sleeps does not answer
const NOTE_MS = 5_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.registration.navigationPreload?.enable(), self.clients.claim()])));

const PLAIN = {
  message: "New message", calling: "{name} is calling", accept: "Accept", decline: "Decline", ring_audio: "Voice call", ring_video: "Video call",
  ring_over: "This call does not ring any more.", missed_audio: "Missed voice call", missed_video: "Missed video call",
  unreached: "No connection", unreached_why: "There is no network, or the server does not answer.", again: "Try again", language: "en",
};

// In the language of the page that was open last.
async function words() {
  const kept = await (await caches.open(WORDS)).match("/words");
  return { ...PLAIN, ...(await kept?.json()) };
}

async function worded({ title, body = "", data }) {
  if (!data) return [title || "WebChat", body];
  const known = await words();
  const kind = known[data.kind] ?? known.message;
  if (data.call) return [known.calling.replace("{name}", data.sender), data.group ? `${kind} · ${data.group}` : kind];
  // Several files that nothing was said of: "2 photos, 1 video".
  const counted = Object.entries(data.files ?? {}).map(([of, count]) => known[`${of}_${count}`]).filter(Boolean);
  const files = counted.reduce((before, next) => (before ? known.and.replace("{before}", before).replace("{next}", next) : next), "");
  const text = !data.previews ? known.message : !body ? files || kind : NAMED.has(data.kind) ? `${kind}: ${body}` : body;
  return data.group ? [data.group, `${data.sender}: ${text}`] : [data.sender, text];
}

// On the icon of the installed app: all that is unread, as the pages show it there (badges.js).
async function badge({ unread }) {
  if (unread === undefined) return;
  await (unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.())?.catch(() => {});
}

const chats = async () => (await self.clients.matchAll({ type: "window" })).filter(isChat);

// Whether a page sounds for a message by itself: it says so where it is awake, on line and may sound.
async function isSounded({ sound }) {
  const pages = sound ? await chats() : [];
  const asked = pages.map((page) => {
    const { port1, port2 } = new MessageChannel();
    page.postMessage({ type: "webchat.sounding" }, [port2]);
    return new Promise((yes) => (port1.onmessage = () => yes(true)));
  });
  return asked.length > 0 && Promise.race([...asked, new Promise((no) => setTimeout(no, ASK_MS, false))]);
}

// What a call needs to be answered by; what was missed disturbs nobody any more.
async function manner({ call, quiet, sound }, isSounding) {
  if (!call) return { renotify: !quiet, silent: !sound || (await isSounding) };
  const { accept, decline } = await words();
  const actions = [{ action: "accept", title: accept }, { action: "decline", title: decline }];
  return { renotify: true, requireInteraction: true, vibrate: [400, 200, 400, 1200, 400, 200, 400], actions };
}

// As notices/notifier.js and claims.js do it: nobody asks what is shown while another one shows something.
async function inTurn(run) {
  if (!navigator.locks) return run();
  let begun = false;
  const begin = () => ((begun = true), run());
  try {
    return await navigator.locks.request(TURN, { signal: AbortSignal.timeout(TURN_MS) }, begin);
  } catch (error) {
    if (begun) throw error;
    return run();
  }
}

async function show(notice, isSounding) {
  if (notice.data?.replaces) await close(notice.data.replaces);
  // A page in front of the person has told them itself.
  if ((await chats()).some((page) => page.focused)) return;
  const how = await manner(notice.data ?? {}, isSounding);
  const seq = notice.data?.seq ?? 0;
  const [title, body] = await worded(notice);
  const data = { path: notice.path, seq, call: notice.data?.call };
  const options = { body, tag: notice.tag, icon: ICON, badge: "/icons/badge-96.png", ...how, data };
  const isNew = await inTurn(async () => {
    const shown = await self.registration.getNotifications({ tag: notice.tag });
    if (seq && shown.some((one) => one.data?.seq >= seq)) return false;
    await self.registration.showNotification(title, options);
    return true;
  });
  if (isNew) await badge(notice);
}

async function close(tag) {
  for (const one of await inTurn(() => self.registration.getNotifications({ tag }))) one.close();
}

const takeBack = (notice) => close(notice.tag).then(() => badge(notice));

// One after another: of two that come at once, the later one is the one that stays.
let line = Promise.resolve();

self.addEventListener("push", (event) => {
  const notice = event.data?.json();
  if (!notice) return;
  const isSounding = isSounded(notice.data ?? {}); // of many that come at once, none waits for the others' answers
  line = line.then(() => (notice.type === "close" ? takeBack(notice) : show(notice, isSounding))).catch(console.error);
  event.waitUntil(line);
});

async function frontPage() {
  const pages = (await self.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(isChat);
  return pages.find((one) => one.focused) ?? pages.find((one) => one.visibilityState === "visible") ?? pages[0];
}

async function open(path) {
  const page = await frontPage();
  if (!page) return self.clients.openWindow(path);
  await page.focus().catch(() => {});
  page.postMessage({ type: "webchat.open", path });
}

const ask = (path, options) => fetch(`${BACKEND}/api/${path}`, { credentials: "include", ...options });

// A button of a call's notification. What was accepted is left where only our own pages find it: an address that says so
// could be sent to somebody by their caller.
async function press(action, { call, path }) {
  if (action === "decline") return ask(`calls/${call}/decline`, { method: "POST" });
  const answer = new Response(JSON.stringify({ call, at: Date.now() }));
  await (await caches.open(ANSWER)).put("/answer", answer);
  const page = await frontPage();
  if (!page) return self.clients.openWindow(path);
  await page.focus().catch(() => {});
  page.postMessage({ type: "webchat.answer", path });
}

self.addEventListener("notificationclick", (event) => {
  const { action, notification } = event;
  notification.close();
  event.waitUntil(action ? press(action, notification.data) : open(notification.data?.path ?? "/chat/"));
});

const tell = (method, body) => ask("push/subscriptions", { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// The browser changed where it listens.
self.addEventListener("pushsubscriptionchange", (event) => {
  const renew = async () => {
    const options = event.oldSubscription?.options;
    const subscription = event.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
    if (!subscription) return;
    const { endpoint, keys } = subscription.toJSON();
    await tell("POST", { endpoint, keys });
    if (event.oldSubscription) await tell("DELETE", { endpoint: event.oldSubscription.endpoint });
  };
  event.waitUntil(renew());
});

// The pages of one build, with everything they load, in one cache. Pages come from the network whenever there is one, so
// an old one never meets a new server; what has its hash in its name never changes.
const SHELL = "webchat-shell-";
const PAGE = "/chat/";
const isHashed = (path) => path.startsWith("/assets/");
const isFixed = (path) => /^\/(boot\.js|favicon[^/]*|manifest\.webmanifest|icons\/[^/]+|i18n\/\w+\.json)$/.test(path);

const shells = async () => (await caches.keys()).filter((name) => name.startsWith(SHELL));
const buildOf = (html) => /\/assets\/(manifest-[\w-]+)\.js/.exec(html)?.[1];

async function fromShell(request) {
  for (const name of await shells()) {
    const kept = await (await caches.open(name)).match(request);
    if (kept) return kept;
  }
  return null;
}

const assetsIn = (text) => text.match(/\/assets\/[\w.-]+\.(?:js|css)/g) ?? [];

// A page of this build stands whole: keep what it is made of, and forget the build before. What the page and the list of
// its parts name must all be there: a router that misses one of them loads the page again and again.
async function keepShell(build, urls) {
  const cache = await caches.open(SHELL + build);
  const page = await fetch(PAGE);
  const html = await page.clone().text();
  if (!page.ok || buildOf(html) !== build) return caches.delete(SHELL + build);
  const parts = await (await answerHashed(new Request(`/assets/${build}.js`))).text();
  const wanted = [...new Set([...urls, ...assetsIn(html), ...assetsIn(parts)])].filter((url) => isHashed(url) || isFixed(url.split("?")[0]));
  const held = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname + new URL(url).search));
  await cache.addAll(wanted.filter((url) => !held.has(url)));
  await cache.put(PAGE, page);
  for (const name of await shells()) if (name !== SHELL + build) await caches.delete(name);
}

self.addEventListener("message", (event) => {
  const { type, build, urls } = event.data ?? {};
  if (type === "webchat.loaded") event.waitUntil(keepShell(build, urls).catch(() => {}));
});

// The first page leads whoever is signed in to the chat: without a network, too. The words are kept while somebody is.
const toShell = async () => (await caches.has(WORDS)) && (await fromShell(PAGE)) && Response.redirect(PAGE, 302);

// Nothing of the product's styles is at hand where the note stands: the colours are those of tokens.css.
const NOTE_LOOK = `
:root { color-scheme: light; --h: 256; --canvas: oklch(0.968 0.01 var(--h)); --ink: oklch(0.24 0.015 var(--h)); --ink-2: oklch(0.45 0.018 var(--h)); --accent: oklch(0.52 0.17 var(--h)); --ring: oklch(0.46 0.17 var(--h)); }
[data-theme="dark"] { color-scheme: dark; --canvas: oklch(0.175 0.012 var(--h)); --ink: oklch(0.95 0.006 var(--h)); --ink-2: oklch(0.78 0.014 var(--h)); --accent: oklch(0.52 0.16 var(--h)); --ring: oklch(0.8 0.12 var(--h)); }
[data-accent="purple"] { --h: 300; } [data-accent="green"] { --h: 158; --accent: oklch(0.5 0.13 var(--h)); } [data-accent="orange"] { --h: 50; --accent: oklch(0.53 0.15 var(--h)); }
body { display: grid; place-items: center; min-height: 100dvh; margin: 0; color: var(--ink); background: var(--canvas); font: 0.9375rem / 1.42 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
main { display: grid; justify-items: center; gap: 8px; max-width: 340px; padding: 24px; text-align: center; }
svg { width: 64px; height: 64px; margin-bottom: 8px; } rect { fill: var(--accent); } h1 { margin: 0; font-size: 1.0625rem; font-weight: 650; } p { margin: 0; color: var(--ink-2); text-wrap: balance; }
button { min-height: 44px; margin-top: 12px; padding: 6px 24px; border: 0; border-radius: 999px; font: inherit; font-weight: 600; color: oklch(0.99 0 0); background: var(--accent); cursor: pointer; }
button:hover { filter: brightness(1.08); } button:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; }`;
const NOTE_THEME = `
const theme = localStorage.getItem("webchat.theme");
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = theme === "dark" || (theme !== "light" && dark) ? "dark" : "light";
document.documentElement.dataset.accent = localStorage.getItem("webchat.accent") ?? "blue";`;
const RIGHT_TO_LEFT = new Set(["ar"]); // as in boot.js

// Before the first page was kept: something that says why there is no chat, and comes back to it. Words come from our own pages.
async function toNote() {
  if (!(await caches.has(WORDS))) return null;
  const { unreached, unreached_why: why, again, language } = await words();
  const direction = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
  const page = `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>WebChat</title><style>${NOTE_LOOK}</style><script>${NOTE_THEME}</script></head><body><main>
<svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="18"/><path d="M17 18h30a4 4 0 0 1 4 4v17a4 4 0 0 1-4 4H31l-11 9v-9h-3a4 4 0 0 1-4-4V22a4 4 0 0 1 4-4Z" fill="#fff"/></svg>
<h1>${unreached}</h1><p>${why}</p><button type="button">${again}</button></main><script>
const reload = () => location.reload();
document.querySelector("button").onclick = reload;
addEventListener("online", reload);
const look = () => fetch(location.href, { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok && reload()).catch(() => {});
setInterval(look, ${NOTE_MS});
</script></body></html>`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy } });
}

async function answerPage(event, otherwise) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    return (answer.status >= 500 && (await otherwise())) || answer;
  } catch (error) {
    const kept = await otherwise();
    if (kept) return kept;
    throw error;
  }
}

async function answerHashed(request) {
  const kept = await fromShell(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keepHashed(request, answer.clone()).catch(() => {}); // what has no room is handed on all the same
  return answer;
}

async function keepHashed(request, answer) {
  const newest = (await shells()).at(-1);
  if (newest) await (await caches.open(newest)).put(request, answer);
}

const answerFixed = (request) => fetch(request).catch(async (error) => (await fromShell(request)) ?? Promise.reject(error));

// Another app shares something: the page asks for whom it is.
const SHARED = "webchat-shared";

async function takeShared(request) {
  const form = await request.formData();
  const cache = await caches.open(SHARED);
  const files = form.getAll("files").filter((one) => one instanceof File && one.size);
  const named = files.map(({ name, type }, at) => ({ path: `/shared/${at}`, name, type }));
  await Promise.all(named.map(({ path }, at) => cache.put(path, new Response(files[at]))));
  const words = Object.fromEntries(["title", "text", "url"].map((name) => [name, form.get(name) ?? ""]));
  await cache.put("/shared", new Response(JSON.stringify({ ...words, files: named })));
  return Response.redirect("/chat/?shared=1", 303);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin === self.location.origin && request.method === "POST" && pathname === "/share") return event.respondWith(takeShared(request));
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (/^\/chat(\/|$)/.test(pathname)) event.respondWith(answerPage(event, async () => (await fromShell(PAGE)) ?? toNote()));
    if (pathname === "/") event.respondWith(answerPage(event, toShell));
  } else if (isHashed(pathname)) event.respondWith(answerHashed(request));
  else if (isFixed(pathname)) event.respondWith(answerFixed(request));
});
