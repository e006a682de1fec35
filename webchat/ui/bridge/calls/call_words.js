// What became of a call, in the words of whoever reads it.
import { t } from "$/public/i18n.js";
import { timeLabel } from "../media/media.js";

/** Whether this person was called and did not get it. */
export const isMissed = ({ state, end_reason: reason }, own) => !own && state === "ended" && ["missed", "cancelled", "busy"].includes(reason);

const WORDS = {
  missed: { own: () => [t("Voice call, no answer"), t("Video call, no answer")], other: () => [t("Missed voice call"), t("Missed video call")] },
  cancelled: { own: () => [t("Cancelled voice call"), t("Cancelled video call")], other: () => [t("Missed voice call"), t("Missed video call")] },
  busy: { own: () => [t("Voice call, busy"), t("Video call, busy")], other: () => [t("Missed voice call"), t("Missed video call")] },
  declined: { own: () => [t("Declined voice call"), t("Declined video call")], other: () => [t("Declined voice call"), t("Declined video call")] },
  failed: { own: () => [t("Voice call failed"), t("Video call failed")], other: () => [t("Voice call failed"), t("Video call failed")] },
};

/** `call` is the payload of its message, or the call itself; `own` whether the reader began it. */
export function callText(call, own) {
  const { kind, state, end_reason: reason, duration } = call ?? {};
  const which = kind === "video" ? 1 : 0;
  const plain = [t("Voice call"), t("Video call")][which];
  if (duration != null) return t("{call}, {time}", { call: plain, time: timeLabel(duration) });
  if (state === "ended") return WORDS[reason]?.[own ? "own" : "other"]()[which] ?? plain;
  if (["calling", "ringing"].includes(state)) return own ? t("Calling…") : [t("Incoming voice call"), t("Incoming video call")][which];
  return [t("Voice call, going on"), t("Video call, going on")][which];
}
