// Microphones, cameras and screens: which ones, what is wrong with them, how loud it is.
import { t } from "$/public/i18n.js";

const KEY = "webchat.call.devices";
const PREVIEW_KEY = "webchat.call.preview";
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
// In a group every browser makes a picture for each of the others.
const SMALL_PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } };

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};

/** The device that was chosen in this browser: of "audioinput", "videoinput" or "audiooutput". */
export const chosen = (kind) => kept()[kind] ?? "";
export const choose = (kind, id) => localStorage.setItem(KEY, JSON.stringify({ ...kept(), [kind]: id }));

/** Whether one wants to look at oneself before every call. */
export const wantsPreview = () => localStorage.getItem(PREVIEW_KEY) === "on";
export const setPreview = (on) => localStorage.setItem(PREVIEW_KEY, on ? "on" : "off");

/** Why no call is possible in this browser at all, or "". */
export function impossible() {
  if (!window.isSecureContext) return t("Calls need https: over plain http browsers give no page the microphone.");
  if (!navigator.mediaDevices?.getUserMedia || typeof RTCPeerConnection === "undefined") return t("This browser cannot make calls.");
  return "";
}

const PROBLEMS = {
  microphone: {
    NotAllowedError: () => t("The microphone is blocked for this page. Allow it in the settings that your browser keeps for this site."),
    NotFoundError: () => t("No microphone was found. Plug one in and try again."),
    NotReadableError: () => t("The microphone cannot be used just now. Another program may hold it."),
  },
  camera: {
    NotAllowedError: () => t("The camera is blocked for this page. Allow it in the settings that your browser keeps for this site."),
    NotFoundError: () => t("No camera was found. Plug one in and try again."),
    NotReadableError: () => t("The camera cannot be used just now. Another program may hold it."),
  },
};

/** What went wrong with a "microphone" or "camera", in words. */
export const problemOf = (what, error) => (PROBLEMS[what][error.name] ?? PROBLEMS[what].NotReadableError)();

async function open(kind, wanted, what) {
  const id = chosen(kind);
  const exact = (constraints, deviceId) => ({ [what]: deviceId ? { ...constraints, deviceId: { exact: deviceId } } : constraints });
  try {
    return await navigator.mediaDevices.getUserMedia(exact(wanted, id));
  } catch (error) {
    // The chosen one may be gone: any is better than none.
    if (!id || error.name === "NotAllowedError") throw error;
    return navigator.mediaDevices.getUserMedia(exact(wanted, ""));
  }
}

export const openMicrophone = async () => (await open("audioinput", SOUND, "audio")).getAudioTracks()[0];
export const openCamera = async (small = false) => (await open("videoinput", small ? SMALL_PICTURE : PICTURE, "video")).getVideoTracks()[0];

/** A screen, window or tab; null where one thought better of it. */
export async function openScreen() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
    return stream.getVideoTracks()[0];
  } catch (error) {
    if (error.name === "NotAllowedError") return null;
    throw error;
  }
}

export const canShareScreen = () => Boolean(navigator.mediaDevices?.getDisplayMedia);
export const canChooseSpeaker = () => typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;

/** Whether this page may use the microphone (and camera) without asking; false where that cannot be known. */
export async function isGranted(video) {
  const state = (name) => navigator.permissions.query({ name }).then((answer) => answer.state === "granted", () => false);
  if (!navigator.permissions?.query) return false;
  return (await state("microphone")) && (!video || (await state("camera")));
}

/** The devices of a kind that have a name: [{id, label}]. */
export async function devices(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === kind && one.deviceId).map((one) => ({ id: one.deviceId, label: one.label || t("Unnamed device") }));
}

/** How loud a track is, 0 to 1: {level(), stop()}. */
export function meter(track) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return Math.min(1, Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length) * 4);
    },
    stop: () => context.close().catch(() => {}),
  };
}
