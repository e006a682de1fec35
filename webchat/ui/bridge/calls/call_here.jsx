// A call that is on in the open conversation: who is in it, and the way in.
import { useEffect } from "react";
import { t } from "$/public/i18n.js";
import { useStore } from "../base/use_store.js";
import { learn, listed } from "../parts/who.js";
import { CallSign } from "./call_card.jsx";
import * as calls from "./calls.js";

const MOST_NAMES = 4;

export function CallHere() {
  const [held, session, view] = [useStore("calls"), useStore("session"), useStore("view")];
  useStore("people");
  const bar = calls.callBar(held, session, view);
  const ids = bar ? calls.peopleIn(bar.call) : [];
  useEffect(() => learn(ids), [ids.join()]);
  if (!bar) return null;
  const elsewhere = bar.mode === "elsewhere";
  return (
    <section className="call-here" aria-label={t("Call")}>
      <CallSign kind={bar.call.kind} />
      <div className="mid">
        <b>{elsewhere ? t("You are in this call on another device") : bar.call.kind === "video" ? t("Video call") : t("Voice call")}</b>
        <span dir="auto">{listed(ids, MOST_NAMES)}</span>
      </div>
      <button type="button" className="button small" onClick={() => calls.joinCall(bar.call.id)}>
        {elsewhere ? t("Continue here") : t("Join call")}
      </button>
    </section>
  );
}
