// Whether calls work from here: one step after another, each says in words what it found.
import { listed, span, t } from "$/public/i18n.js";
import { callServer, isElsewhere, serverOrigin, serverUrl } from "../base/backend.js";
import { ask } from "../base/rest.js";
import * as media from "../calls/call_media.js";

const PATIENCE_MS = 8000;
const CLOCK_MS = 30_000; // more, and credentials look expired

const good = (text) => ({ state: "good", text });
const warn = (text) => ({ state: "warn", text });
const bad = (text) => ({ state: "bad", text });

/** `work(done)` or, after a while, what is said when nothing came. */
const within = (work, otherwise) =>
  new Promise((done) => {
    const timer = setTimeout(() => done(otherwise), PATIENCE_MS);
    work((answer) => (clearTimeout(timer), done(answer)));
  });

function webSocket() {
  const url = `${serverOrigin().replace(/^http/, "ws")}/ws/me`;
  return within((done) => {
    const socket = new WebSocket(url);
    socket.onopen = () => (done(good(t("A WebSocket opens: messages and calls come at once."))), socket.close());
    socket.onerror = () => done(bad(t("No WebSocket opens. A proxy or firewall may block it; messages come by polling, calls ring late.")));
  }, bad(t("The WebSocket does not open in time. A proxy may hold it back.")));
}

function events() {
  return within((done) => {
    const source = new EventSource(serverUrl("/api/events"), { withCredentials: isElsewhere() });
    source.onopen = () => (source.close(), done(good(t("Server-Sent Events come through."))));
    source.onerror = () => (source.close(), done(warn(t("Server-Sent Events do not come through; programs that use them will not work here."))));
  }, warn(t("Server-Sent Events do not come in time. A proxy may gather them.")));
}

async function clock(report) {
  const sent = Date.now();
  const response = await callServer("/api/health", { cache: "no-store" }).catch(() => null);
  const date = Date.parse(response?.headers.get("date") ?? "") + 500; // it says whole seconds
  if (!date) return warn(t("The server's clock could not be read."));
  const off = Math.round(((sent + Date.now()) / 2 - date) / 1000);
  report.clockOff = Math.abs(off) * 1000 > CLOCK_MS;
  if (!report.clockOff) return good(t("Your clock and the server's agree."));
  return warn(off > 0 ? t("Your clock is ahead of the server's by {span}; times look wrong, and relays may refuse you.", { span: span(off) }) : t("Your clock is behind the server's by {span}; times look wrong, and relays may refuse you.", { span: span(-off) }));
}

async function microphone(report) {
  const impossible = media.impossible();
  if (impossible) return bad(impossible);
  try {
    const track = await media.openMicrophone();
    const { label } = track;
    track.stop();
    report.microphone = true;
    return good(label || t("The microphone can be used."));
  } catch (error) {
    return bad(media.problemOf("microphone", error));
  }
}

async function camera() {
  if (media.impossible()) return warn(t("Without https there is no camera either."));
  try {
    const track = await media.openCamera();
    const { label } = track;
    const { width, height } = track.getSettings();
    track.stop();
    return good(t("{name}, {width} by {height}", { name: label || t("Camera"), width, height }));
  } catch (error) {
    return warn([media.problemOf("camera", error), t("Voice calls work without it.")].join(" "));
  }
}

// What a browser finds with these servers: "host", "srflx" (seen through STUN), "relay"; the last refusal in words.
function gather(servers, wanted) {
  const found = { types: new Set(), refusal: "" };
  return within((done) => {
    const pc = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: wanted === "relay" ? "relay" : "all" });
    const finish = () => (pc.close(), done(found));
    pc.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return void (candidate === null && finish());
      found.types.add(candidate.type);
      if (candidate.type === wanted) finish();
    };
    pc.onicecandidateerror = ({ errorCode, errorText }) => (found.refusal = [errorCode, errorText].filter(Boolean).join(" "));
    pc.createDataChannel("probe");
    pc.setLocalDescription().catch(finish);
  }, found);
}

const hasRtc = () => typeof RTCPeerConnection !== "undefined";

async function direct(report) {
  if (!hasRtc()) return bad(t("This browser has no WebRTC."));
  const { types } = await gather([], "host");
  report.direct = types.size > 0;
  return report.direct ? good(t("This browser can take calls in its own network.")) : warn(t("This browser shows no address of its own: only a relay can help."));
}

const secondsOf = (url) => ({ transport: /transport=tcp/.test(url) ? "TCP" : "UDP", tls: url.startsWith("turns:") });

async function stun(report) {
  const url = report.ice.urls.find((one) => one.startsWith("turn:") && secondsOf(one).transport === "UDP");
  if (!url) return warn(t("Not tested: no relay over UDP is configured."));
  const { types } = await gather([{ urls: url.replace(/^turn:/, "stun:").replace(/\?.*/, "") }], "srflx");
  if (types.has("srflx")) return good(t("The server tells this browser how it is seen from outside."));
  return types.has("host") ? good(t("The server is in this browser's own network, or does not answer STUN; the relay below decides.")) : warn(t("STUN gets no answer over UDP."));
}

function relays(report, name, fits) {
  return async () => {
    const urls = report.ice.urls.filter((url) => fits(secondsOf(url)));
    if (!urls.length) return warn(t("No relay over {way} is configured.", { way: name }));
    const { types, refusal } = await gather([{ ...report.ice, urls }], "relay");
    if (!types.has("relay")) return bad(refusal ? t("The relay does not let this browser in over {way}: {reason}", { way: name, reason: refusal }) : t("The relay does not answer over {way}.", { way: name }));
    report.relay.push(name);
    return good(t("The relay lets this browser in over {way}.", { way: name }));
  };
}

/** The steps: [{name, run}]; `report` gathers what the last sentence needs. */
export function stepsOf(report) {
  const steps = [
    ["WebSocket", webSocket],
    [t("Server-Sent Events"), events],
    [t("Clock"), () => clock(report)],
    [t("Microphone"), () => microphone(report)],
    [t("Camera"), camera],
    [t("Direct way"), () => direct(report)],
    ["STUN", () => stun(report)],
    ["TURN, UDP", relays(report, "UDP", ({ transport, tls }) => transport === "UDP" && !tls)],
    ["TURN, TCP", relays(report, "TCP", ({ transport, tls }) => transport === "TCP" && !tls)],
    ["TURN, TLS", relays(report, "TLS", ({ tls }) => tls)],
  ];
  return steps.map(([name, run]) => ({ name, run }));
}

/** The relays that this server has, for two minutes; none for who is not signed in. */
export const relaysOf = () => ask("GET", "calls/doctor").then(({ ice }) => ({ ice, signedIn: true }), () => ({ ice: { urls: [] }, signedIn: false }));

/** What it comes to, in a sentence or two. */
export function verdictOf({ microphone: heard, direct: reaches, relay, ice, signedIn }) {
  if (!signedIn) return t("Sign in first: the relays are only shown to people of this server.");
  if (!heard) return t("Calls do not work in this browser yet: it needs a microphone that this page may use.");
  if (relay.length) return t("Calls work on this network, and from others, too: the relay answers over {ways}.", { ways: listed(relay) });
  if (ice.urls.length) return reaches ? t("Calls work on this network only: the relay that is configured does not answer from here.") : t("Calls will fail from here: the relay that is configured does not answer.");
  return t("Calls work on this network. From mobile networks they will fail: no relay is configured; set WEBCHAT_TURN_URL.");
}
