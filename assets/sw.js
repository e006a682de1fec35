// Works beside the pages: shows what comes over Web Push, and leads a click on it to the message.
const WORDS = "webchat-words";
const NAMED = new Set(["location", "contact", "poll", "voice", "sticker"]); // their words come after the kind's name
const isChat = (page) => /^\/chat(\/|$)/.test(new URL(page.url).pathname);
const ICON = "/icons/icon-192.png";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// In the language of the page that was open last.
async function words() {
  const kept = await (await caches.open(WORDS)).match("/words");
  return { message: "New message", ...(await kept?.json()) };
}

async function worded({ title, body = "", data }) {
  if (!data) return [title || "WebChat", body];
  const known = await words();
  const kind = known[data.kind] ?? known.message;
  const text = !data.previews ? known.message : !body ? kind : NAMED.has(data.kind) ? `${kind}: ${body}` : body;
  return data.group ? [data.group, `${data.sender}: ${text}`] : [data.sender, text];
}

const badge = async () => navigator.setAppBadge?.((await self.registration.getNotifications()).length)?.catch(() => {});

async function show(notice) {
  const pages = await self.clients.matchAll({ type: "window" });
  // A page in front of the person has told them itself.
  if (pages.some((page) => page.focused && isChat(page))) return;
  const seq = notice.data?.seq ?? 0;
  const shown = await self.registration.getNotifications({ tag: notice.tag });
  if (seq && shown.some((one) => one.data?.seq >= seq)) return;
  const [title, body] = await worded(notice);
  const options = { body, tag: notice.tag, renotify: true, icon: ICON, badge: "/icons/badge-96.png" };
  await self.registration.showNotification(title, { ...options, data: { path: notice.path, seq } });
  await badge();
}

async function takeBack(notice) {
  for (const one of await self.registration.getNotifications({ tag: notice.tag })) one.close();
  await badge();
}

// One after another: of two that come at once, the later one is the one that stays.
let line = Promise.resolve();

self.addEventListener("push", (event) => {
  const notice = event.data?.json();
  if (!notice) return;
  line = line.then(() => (notice.type === "close" ? takeBack(notice) : show(notice))).catch(console.error);
  event.waitUntil(line);
});

async function open(path) {
  const pages = (await self.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(isChat);
  const page = pages.find((one) => one.focused) ?? pages.find((one) => one.visibilityState === "visible") ?? pages[0];
  if (!page) return self.clients.openWindow(path);
  await page.focus().catch(() => {});
  page.postMessage({ type: "webchat.open", path });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(Promise.all([open(event.notification.data?.path ?? "/chat/"), badge()]));
});

const tell = (method, body) => fetch("/api/push/subscriptions", { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

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
