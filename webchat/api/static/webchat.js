/**
 * WebChat for JavaScript: `const chat = new WebChatClient({ url, token }); await chat.connect();`
 *
 * Live by the WebSocket, where that is blocked by Server-Sent Events and REST, and back again, by itself. Nothing is
 * lost or told twice over all changes. Types: webchat.d.ts. Guide: docs/integration.md.
 */

const OPENING = 6_000;
const ANSWER = 10_000;
const SILENCE = 40_000;
const STEADY = 60_000;
const LONGEST_PAUSE = 30_000;
const LONGEST_RETRY = 300_000;
const LARGEST_FRAME = 64 * 1024;
const REMEMBERED = 10_000;
const TYPING_EVERY = 3_000;
const NOT_YOU = 4003;
const TOO_MUCH = 4008;
const REVOKED = 4009;
const BROKEN = 1006;
const RESTARTING = new Set([1001, 1012, 4012]);

/** A refusal in the server's words; `status` 0 and `code` "unreachable" where no answer came. */
export class WebChatError extends Error {
  constructor(status, { code, message, field = null, retryable = false }, retryAfter = null) {
    super(message);
    this.name = "WebChatError";
    Object.assign(this, { status, code, field, retryable, retryAfter });
  }
}

const unreachable = () =>
  new WebChatError(0, { code: "unreachable", message: "The server cannot be reached.", retryable: true });
const closed = () => new WebChatError(0, { code: "closed", message: "This client was closed." });
const unauthorized = () => new WebChatError(401, { code: "not_signed_in", message: "The token is not accepted." });

/** Keys with values, the oldest of which are forgotten. */
class Recent {
  #values = new Map();

  get(key) {
    return this.#values.get(key);
  }

  set(key, value) {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > REMEMBERED) this.#values.delete(this.#values.keys().next().value);
  }

  clear() {
    this.#values.clear();
  }
}

/** One connection. What comes is held until it is level with the log; then `adopt` gets it, in the log's order. */
class Line {
  live = false;
  late = false;
  code = null;
  since = Date.now();
  #held = [];
  #level;
  #finish;

  constructor(client) {
    this.client = client;
    this.level = new Promise((resolve) => (this.#level = resolve));
    this.ended = new Promise((resolve) => (this.#finish = resolve));
  }

  hear(frame) {
    if (this.code !== null) return;
    if (frame.type === "live" || frame.type === "reset") this.#settle(frame);
    else if (this.live) this.client.tell(frame);
    else this.#held.push(frame);
  }

  end(code) {
    if (this.code !== null) return;
    this.code = code;
    this.close();
    this.#finish(code);
  }

  watch(patience) {
    clearTimeout(this.watchdog);
    if (this.code !== null) return;
    this.watchdog = setTimeout(() => {
      this.late = true;
      this.end(BROKEN);
    }, patience);
  }

  #settle(frame) {
    const logged = this.#held.filter((event) => event.id).sort((one, other) => one.id - other.id);
    const missed = frame.type === "reset" ? [] : [...logged, ...this.#held.filter((event) => !event.id)];
    this.#held = [];
    this.live = true;
    this.since = Date.now();
    this.client.adopt(this, frame, missed);
    this.#level();
  }
}

class SocketLine extends Line {
  state = "online";
  #asked = new Map();
  #refs = 0;

  constructor(client, url, token, since) {
    super(client);
    this.socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/me`);
    this.socket.onopen = () => this.#send({ type: "auth", token });
    this.socket.onmessage = ({ data }) => this.#take(JSON.parse(data), since);
    this.socket.onclose = ({ code }) => this.end(code);
    this.watch(OPENING);
  }

  /** Whether a command may go this way. */
  takes(fields) {
    return this.live && this.code === null && 3 * JSON.stringify(fields).length < LARGEST_FRAME;
  }

  /** A command; gives what the ack holds. */
  ask(type, fields, patience = ANSWER) {
    const ref = ++this.#refs;
    return new Promise((resolve, reject) => {
      const timer = patience && setTimeout(() => this.end(BROKEN), patience);
      this.#asked.set(ref, { resolve, reject, timer });
      this.#send({ type, ref, ...fields });
    });
  }

  close() {
    clearTimeout(this.watchdog);
    clearTimeout(this.beat);
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    for (const { reject, timer } of this.#asked.values()) {
      clearTimeout(timer);
      reject(unreachable());
    }
    this.#asked.clear();
  }

  #send(frame) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  #take(frame, since) {
    clearTimeout(this.watchdog);
    if (frame.type === "hello") this.#greet(frame, since);
    else if (frame.type === "ack" || frame.type === "error") this.#answer(frame);
    else if (frame.type === "pong") this.client.mark(this, frame.cursor);
    else this.hear(frame);
  }

  #greet(hello, since) {
    this.user = hello.user;
    this.#ping(hello.heartbeat_seconds * 1000);
    if (since === null) this.hear({ type: "live", cursor: hello.cursor });
    else this.ask("resume", { since }, 0).catch((error) => this.#refused(error, hello));
  }

  #refused({ code }, { cursor }) {
    if (code === "invalid_input") this.hear({ type: "reset", cursor });
    else this.end(BROKEN);
  }

  // Who watches between the pings sees a dead line where a hidden page's timers are merely slow.
  #ping(every) {
    this.beat = setTimeout(() => {
      this.#send({ type: "ping" });
      this.watch(ANSWER);
      this.#ping(every);
    }, every);
  }

  #answer({ type, ref, data, error }) {
    const asked = this.#asked.get(ref);
    if (!asked) return;
    this.#asked.delete(ref);
    clearTimeout(asked.timer);
    if (type === "ack") asked.resolve(data);
    else asked.reject(new WebChatError(error.status ?? 0, error, error.retry_after ?? null));
  }
}

/** Server-Sent Events, read by fetch: an EventSource sends no token. */
class StreamLine extends Line {
  state = "fallback";
  #abort = new AbortController();

  constructor(client, url, token, since) {
    super(client);
    this.watch(OPENING);
    this.#follow(`${url}/api/events`, token, since).then(
      (code) => this.end(code),
      () => this.end(BROKEN),
    );
  }

  takes() {
    return false;
  }

  close() {
    clearTimeout(this.watchdog);
    this.#abort.abort();
  }

  async #follow(address, token, since, lost = false) {
    const query = since === null ? "" : `?since=${encodeURIComponent(since)}`;
    const asked = { signal: this.#abort.signal, credentials: "omit", cache: "no-store" };
    const answer = await fetch(address + query, { ...asked, headers: { Authorization: `Bearer ${token}` } });
    if (answer.status === 401) return NOT_YOU;
    if (answer.status === 422 && since !== null) return this.#follow(address, token, null, true);
    if (!answer.ok) return answer.status === 429 || answer.status === 409 ? TOO_MUCH : BROKEN;
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return BROKEN;
      this.watch(this.live ? SILENCE : OPENING);
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const line of lines) if (line.startsWith("data: ")) this.#take(JSON.parse(line.slice(6)), lost);
    }
  }

  #take(frame, lost) {
    this.hear(lost && frame.type === "live" ? { ...frame, type: "reset" } : frame);
  }
}

export class WebChatClient {
  #url;
  #getToken;
  #token = null;
  #handlers = new Map();
  #state = "offline";
  #cursor;
  #seen = new Recent();
  #versions = new Recent();
  #typed = new Recent();
  #last = new Map();
  #line = null;
  #running = false;
  #closed = false;
  #faults = 0;
  #failures = 0;
  #retry;
  #firstRetry;
  #wakers = new Set();
  #arrived = null;
  #opening = null;

  constructor({ url, token, since = null, websocketRetry = 10, deviceId = newId() }) {
    this.#url = new URL(url).href.replace(/\/+$/, "");
    this.#getToken = typeof token === "function" ? token : () => token;
    this.#cursor = since;
    this.#retry = this.#firstRetry = websocketRetry * 1000;
    this.user = null;
    /** Where I speak from: kept, a page finds its call again after a reload. */
    this.deviceId = deviceId;
  }

  get state() {
    return this.#state;
  }

  /** The place in the log up to which everything was told. */
  get cursor() {
    return this.#cursor;
  }

  /** Calls `listener` for events of this type, or all (`"*"`); gives a function that ends that. */
  on(type, listener) {
    if (!this.#handlers.has(type)) this.#handlers.set(type, new Set());
    this.#handlers.get(type).add(listener);
    return () => this.#handlers.get(type).delete(listener);
  }

  /** Goes live and stays so; gives who I am as soon as it is. Fails only where the token is refused. */
  connect() {
    if (this.#closed) return Promise.reject(closed());
    if (!this.#running) {
      this.#running = true;
      const arrived = {};
      arrived.promise = new Promise((resolve, reject) => Object.assign(arrived, { resolve, reject }));
      this.#arrived = arrived;
      globalThis.addEventListener?.("online", this.#wake);
      this.#run();
    }
    return this.#arrived.promise;
  }

  /** Ends everything; what was not sent yet fails. */
  close() {
    this.#closed = true;
    this.#stop(closed());
  }

  /** Sends a message, once, however often the line breaks; those of a conversation arrive in this order. */
  send(message) {
    const fields = { client_id: newId(), ...message };
    const place = ["conversation", "group", "recipient"].map((kind) => fields[`${kind}_id`]).join();
    return this.#inOrder(place, () => this.#insist("message.send", fields, "POST", "/api/messages", fields));
  }

  edit(message_id, body) {
    return this.#insist("message.edit", { message_id, body }, "PATCH", `/api/messages/${message_id}`, { body });
  }

  remove(message_id) {
    return this.#insist("message.delete", { message_id }, "DELETE", `/api/messages/${message_id}`);
  }

  /** Gives my sign to a message, or takes it back (`given` false). */
  react(message_id, emoji, given = true) {
    const path = `/api/messages/${message_id}/reactions/${encodeURIComponent(emoji)}`;
    const [command, method] = given ? ["reaction.add", "PUT"] : ["reaction.remove", "DELETE"];
    return this.#insist(command, { message_id, emoji }, method, path);
  }

  /** Everything up to this message counts as read. */
  async markRead({ id, conversation_id, seq }) {
    await this.#insist("receipt.read", { conversation_id, seq }, "PUT", `/api/messages/${id}/read`);
  }

  /** Shows the others that I write; call it at every key, it asks seldom. Nothing happens while offline. */
  async typing(conversation_id, active = true) {
    if (active && Date.now() - (this.#typed.get(conversation_id) ?? 0) < TYPING_EVERY) return;
    this.#typed.set(conversation_id, active ? Date.now() : 0);
    const [command, method] = active ? ["typing.start", "PUT"] : ["typing.stop", "DELETE"];
    const path = `/api/conversations/${conversation_id}/typing`;
    await this.#once(command, { conversation_id }, method, path).catch(() => undefined);
  }

  /** Calls now or fails; gives the call that is going on there, and accepts it where I am being rung. */
  startCall(conversation_id, kind = "audio") {
    const fields = { conversation_id, kind, device_id: this.deviceId };
    return this.#once("call.request", fields, "POST", "/api/calls", fields);
  }

  /** One verb, until it is answered: late or twice it changes nothing. */
  actOnCall(call_id, verb, { move = false } = {}) {
    const body = { device_id: this.deviceId, move };
    return this.#insist(`call.${verb}`, { call_id, ...body }, "POST", `/api/calls/${call_id}/${verb}`, body);
  }

  /** Passes `data` on to another one's device in the same call; those of a call arrive in this order. */
  signal(call_id, to_user_id, data) {
    const body = { to_user_id, data, device_id: this.deviceId };
    const path = `/api/calls/${call_id}/signal`;
    return this.#inOrder(`call ${call_id}`, () => this.#once("call.signal", { call_id, ...body }, "POST", path, body));
  }

  /** What an RTCPeerConnection for a call that I am in is made with. */
  async rtcConfiguration(call_id) {
    const { urls, username, credential, policy } = await this.call("GET", "/api/calls/ice", {
      query: { call_id, device_id: this.deviceId },
    });
    return { iceServers: urls.length ? [{ urls, username, credential }] : [], iceTransportPolicy: policy };
  }

  calls(query = {}) {
    return this.call("GET", "/api/calls", { query });
  }

  /** What goes on in my conversations at this moment. */
  liveCalls() {
    return this.call("GET", "/api/calls/live", { query: { device_id: this.deviceId } });
  }

  me() {
    return this.call("GET", "/api/users/me");
  }

  users(query = {}) {
    return this.call("GET", "/api/users", { query });
  }

  conversations(query = {}) {
    return this.call("GET", "/api/conversations", { query });
  }

  conversation(id) {
    return this.call("GET", `/api/conversations/${id}`);
  }

  /** For me alone: pinned, archived, hidden, notify, muted_until; for everyone: disappear_seconds. */
  changeConversation(id, changes) {
    return this.call("PATCH", `/api/conversations/${id}`, { body: changes });
  }

  /** The room of an object of the host; with the service key only, so never in a page. */
  ensureConversation(room) {
    return this.call("POST", "/api/conversations/ensure", { body: room });
  }

  messages(conversation_id, query = {}) {
    return this.call("GET", "/api/messages", { query: { conversation_id, ...query } });
  }

  message(id) {
    return this.call("GET", `/api/messages/${id}`);
  }

  /** Keeps a file; a message carries it by `media_ids`. */
  upload(file, name = file.name ?? "file") {
    const form = new FormData();
    form.append("file", file, name);
    return this.call("POST", "/api/media/upload", { body: form });
  }

  /** Any call of the interface, asked once. */
  async call(method, path, { query = {}, body } = {}) {
    const wanted = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const address = `${this.#url}${path}${wanted.length ? `?${new URLSearchParams(wanted)}` : ""}`;
    const token = await this.#currentToken();
    try {
      return await request(method, address, token, body);
    } catch (error) {
      if (error.status !== 401) throw error;
      await this.#forget(token);
      const next = await this.#currentToken();
      if (next === token) throw error;
      return request(method, address, next, body);
    }
  }

  /** @internal A line is level with the log: it takes the place of the one before. */
  adopt(line, frame, missed) {
    const before = this.#line;
    this.#line = line;
    if (before && before !== line) before.end(1000);
    if (frame.type === "reset") {
      this.#seen.clear();
      this.#versions.clear();
      this.#emit(frame);
    }
    for (const event of missed) this.tell({ ...event, cursor: null });
    this.#cursor = frame.cursor;
    this.#change(line.state);
    this.#wake();
  }

  /** @internal Everything up to here was told. */
  mark(line, cursor) {
    if (line === this.#line) this.#cursor = cursor;
  }

  /** @internal Hands on an event that was not told before. */
  tell(event) {
    if (event.cursor) this.#cursor = event.cursor;
    if (event.id && this.#seen.get(event.id)) return;
    if (event.id) this.#seen.set(event.id, true);
    if (!this.#isOld(event)) this.#emit(event);
  }

  /** Whether what it says of a message or a call was told already: a replay tells each as it is now. */
  #isOld({ type, data }) {
    const of = { message: data?.id, reaction: data?.message_id, call: data?.id && `call ${data.id}` };
    const id = of[type.split(".")[0]];
    if (!id || !data.version) return false;
    const told = this.#versions.get(id) ?? 0;
    this.#versions.set(id, Math.max(told, data.version));
    return data.version < told || (data.version === told && type !== "message.deleted");
  }

  #emit(event) {
    for (const listener of [...(this.#handlers.get(event.type) ?? []), ...(this.#handlers.get("*") ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  #change(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#emit({ type: "state", data: { state } });
  }

  async #run() {
    while (this.#running) {
      const line = await this.#open(this.#faults < 2 ? SocketLine : StreamLine);
      if (line?.live) await this.#stay();
      if (!this.#running) return;
      this.#line = null;
      this.#change("offline");
      await this.#pause(this.#failures);
    }
  }

  /** Tries to get a line that is live; says whether it did. */
  async #open(Kind) {
    const line = await this.#begin(Kind);
    if (line === null) return null;
    this.#opening = line;
    line.ended.then((code) => this.#judge(line, code));
    await Promise.race([line.ended, line.level]);
    if (line.live && line.code === null) await this.#welcome(line);
    return line;
  }

  async #begin(Kind) {
    let token = null;
    try {
      token = await this.#currentToken();
      if (!this.#running) return null;
      return Object.assign(new Kind(this, this.#url, token, this.#cursor), { token });
    } catch {
      this.#failures += 1;
      if (token !== null) this.#faults = 2; // a page of https may open no ws:
      return null;
    }
  }

  async #welcome(line) {
    try {
      this.user = line.user ?? this.user ?? (await this.me());
      this.#arrived.resolve(this.user);
    } catch {
      line.end(BROKEN);
    }
  }

  /** Stays as long as there is a line; from the poorer one it tries again and again to get the better one. */
  async #stay() {
    this.#retry = this.#firstRetry;
    while (this.#running && this.#line.code === null) {
      const line = this.#line;
      if (line.state === "online") await line.ended;
      else if (await this.#sooner(line.ended, this.#retry)) return;
      else await this.#improve();
    }
  }

  async #improve() {
    this.#retry = Math.min(2 * this.#retry, LONGEST_RETRY);
    await this.#open(SocketLine);
  }

  /** What the end of a line says about the next one. */
  #judge(line, code) {
    if (code === 1000 || !this.#running) return;
    const lasted = line.live ? Date.now() - line.since : 0;
    this.#failures = lasted > ANSWER ? 0 : this.#failures + 1;
    if (RESTARTING.has(code)) this.#failures += 1;
    if (code === TOO_MUCH) this.#failures += 3;
    if (code === NOT_YOU || code === REVOKED) this.#forget(line.token);
    if (code === NOT_YOU) this.me().catch(({ status }) => status === 401 && this.#refuse());
    if (line.state === "fallback") this.#faults = lasted > ANSWER ? this.#faults : 1;
    else if (lasted > STEADY) this.#faults = 1;
    else if (code === BROKEN) this.#faults += line.late && !line.live ? 2 : 1;
  }

  #refuse() {
    if (!this.#running) return;
    this.#emit({ type: "unauthorized" });
    this.#stop(unauthorized());
  }

  #stop(reason) {
    if (this.#running) {
      this.#running = false;
      globalThis.removeEventListener?.("online", this.#wake);
      this.#arrived.promise.catch(() => undefined);
      this.#arrived.reject(reason);
      this.#opening?.end(1000);
      this.#line?.end(1000);
      this.#line = null;
      this.#change("offline");
    }
    this.#wake();
  }

  async #currentToken() {
    this.#token ??= (async () => this.#getToken())();
    const asked = this.#token;
    try {
      return await asked;
    } catch (error) {
      if (this.#token === asked) this.#token = null;
      throw new WebChatError(0, { code: "no_token", message: String(error?.message ?? error), retryable: true });
    }
  }

  async #forget(token) {
    const asked = this.#token;
    if ((await asked) === token && this.#token === asked) this.#token = null;
  }

  /** A command, until it is answered: all of them may be repeated. */
  async #insist(...command) {
    for (let tries = 0; ; tries++) {
      if (this.#closed) throw closed();
      try {
        return await this.#once(...command);
      } catch (error) {
        if (!error.retryable && !(error.status >= 500)) throw error;
        await this.#pause(tries, 1000 * error.retryAfter);
      }
    }
  }

  async #once(command, fields, method, path, body) {
    const line = this.#line;
    return line?.takes(fields) ? line.ask(command, fields) : this.call(method, path, { body });
  }

  #inOrder(place, work) {
    const mine = (this.#last.get(place) ?? Promise.resolve()).then(work, work);
    this.#last.set(place, mine);
    const done = () => this.#last.get(place) === mine && this.#last.delete(place);
    mine.then(done, done);
    return mine;
  }

  /** Longer each time, never the same for two clients; shorter where something changed. */
  #pause(tries, least = 0) {
    const pause = Math.min(LONGEST_PAUSE, 250 * 2 ** tries) * (0.5 + Math.random());
    return this.#sooner(new Promise(() => undefined), Math.max(pause, least));
  }

  /** Waits for the end, for some time or until something changed; says whether the end came. */
  async #sooner(ended, time) {
    let wake;
    const woken = new Promise((resolve) => (wake = () => resolve(false)));
    const timer = setTimeout(wake, time);
    this.#wakers.add(wake);
    const over = await Promise.race([ended.then(() => true), woken]);
    clearTimeout(timer);
    this.#wakers.delete(wake);
    return over;
  }

  #wake = () => {
    for (const wake of [...this.#wakers]) wake();
  };
}

async function request(method, address, token, body) {
  const form = body instanceof FormData;
  const headers = { Authorization: `Bearer ${token}` };
  if (body && !form) headers["Content-Type"] = "application/json";
  const sent = form ? { body } : { body: body && JSON.stringify(body), signal: AbortSignal.timeout(LONGEST_PAUSE) };
  let answer, text;
  try {
    answer = await fetch(address, { method, headers, credentials: "omit", cache: "no-store", ...sent });
    text = await answer.text();
  } catch {
    throw unreachable();
  }
  const data = parsed(text);
  if (answer.ok) return data;
  const words = { code: "unexpected", message: `The server answered ${answer.status}.` };
  throw new WebChatError(answer.status, data?.error ?? words, Number(answer.headers.get("Retry-After")) || null);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A random UUID; `crypto.randomUUID` is not there on plain http. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
