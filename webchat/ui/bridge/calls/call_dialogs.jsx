// Before a call: somebody calls, and how one looks and sounds.
import { useEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { pathTo } from "../base/embedded.js";
import { gone, showModal } from "../base/on_top.js";
import { put, read } from "../base/store.js";
import { isLooking } from "../notices/attention.js";
import * as notifier from "../notices/notifier.js";
import { mayRing } from "../notices/notices.js";
import { Switch } from "../parts/forms.jsx";
import * as badges from "../sidebar/badges.js";
import * as call from "./call.js";
import * as media from "./call_media.js";
import { me } from "./call_now.js";
import { Devices, Face, Level, Picture, Round, Sign } from "./call_parts.jsx";
import * as sounds from "./call_sounds.js";
import * as tracks from "./call_tracks.js";
import * as calls from "./calls.js";

/** A dialog that is open as long as it is drawn; the focus is on it, so that what is typed presses nothing. */
export function Modal({ label, className, leave, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    const [before, mine] = [document.activeElement, dialog.current];
    showModal(mine);
    mine.focus();
    return () => (mine.close(), gone(mine), before?.isConnected && before.focus?.({ preventScroll: true }));
  }, []);
  return (
    <dialog ref={dialog} className={className} aria-label={label} tabIndex={-1} onCancel={(event) => (event.preventDefault(), leave())}>
      {children}
    </dialog>
  );
}

// To be heard and felt, read in the tab's title, and where nobody looks at this tab, to be read and answered where people
// look. Answers how to stop.
function ring(one, title, body) {
  sounds.ring(one.id);
  badges.announce(title);
  navigator.vibrate?.([400, 200, 400]);
  const done = isLooking() ? () => {} : notifier.showRing({ call: one.id, title, body, path: pathTo(one.conversation_id) });
  return () => (sounds.hush(), badges.announce(""), done());
}

const decline = (one) => calls.act("decline", one.id).catch(() => {});
const saysKind = (one) => (one.kind === "video" ? t("Video call") : t("Voice call"));

/** Somebody calls. */
export function Incoming({ one }) {
  const caller = calls.callerOf(one);
  const group = calls.isOfGroup(one);
  const face = group ? calls.faceOfCall(one) : caller;
  const about = group ? t("{kind} from {name}", { kind: saysKind(one), name: caller.name }) : saysKind(one);
  useEffect(() => {
    const done = mayRing(one.conversation_id) ? ring(one, t("{name} is calling", { name: caller.name }), about) : () => {};
    put("view", { call_rings: one.id });
    return () => (done(), put("view", { call_rings: 0 }));
  }, [one.id]);
  return (
    <Modal label={t("Incoming call")} className="call-incoming" leave={() => calls.ignore(one.id)}>
      <div className="call-caller" aria-live="assertive">
        <span className="rings"><Face {...face} /></span>
        <h2 dir="auto">{face.name}</h2>
        <p>{about}</p>
      </div>
      {read("view").calls?.relay || one.media === "livekit" ? null : <p className="call-note">{t("This server has no relay: whoever you talk with can see your network address.")}</p>}
      <div className="call-answers">
        <Round sign="hang-up" label={t("Decline")} tone="danger" onClick={() => decline(one)} />
        <Round sign="silent" label={t("Ignore")} onClick={() => calls.ignore(one.id)} />
        <Round sign={one.kind === "video" ? "video" : "phone"} label={t("Accept")} tone="go" onClick={() => call.accept(one, one.kind === "video")} />
      </div>
      {one.kind === "video" ? (
        <button type="button" className="button plain small" onClick={() => call.accept(one, false)}>
          {t("Answer without camera")}
        </button>
      ) : null}
    </Modal>
  );
}

/** One looks at oneself before others do. */
export function Preview({ now }) {
  const [always, setAlways] = useState(media.wantsPreview());
  const joins = now.way === "accept";
  const video = Boolean(now.tracks.camera);
  const heard = now.micOn && Boolean(now.tracks.audio);
  return (
    <Modal label={t("Preview")} className="dialog call-preview" leave={call.hangUp}>
      <div className="dialog-body">
        <div className="dialog-head">
          <h2>{now.kind === "video" ? t("Video call") : t("Voice call")}</h2>
          <button type="button" className="icon-button" aria-label={t("Close")} title={t("Close")} onClick={call.hangUp}>
            <Sign name="close" />
          </button>
        </div>
        <div className="call-mirror">
          {video ? <Picture stream={now.main} own label={t("Your camera")} /> : <Face id={me()} />}
          <div className="call-mirror-bar">
            <Round sign={heard ? "mic" : "mic-off"} label={heard ? t("Mute") : t("Unmute")} onClick={tracks.toggleMute} />
            <Round sign={video ? "video" : "video-off"} label={video ? t("Turn off camera") : t("Turn on camera")} onClick={tracks.toggleCamera} />
          </div>
        </div>
        <Level meter={now.micOn ? now.meter : null} />
        {now.problem ? <p className="field-error" role="alert">{now.problem}</p> : null}
        {now.tracks.audio || now.problem ? null : <p className="quiet">{t("Your browser asks whether this page may use them: allow it to be heard and seen.")}</p>}
        <Devices now={now} />
        <Switch label={t("Show this before every call")} on={always} set={(on) => (media.setPreview(on), setAlways(on))} />
        <div className="decision">
          <button type="button" className="button" disabled={!now.tracks.audio} onClick={() => call.enter(false)}>
            {joins ? t("Join now") : t("Start call")}
          </button>
          {now.problem && !now.tracks.audio ? (
            <button type="button" className="button plain" onClick={() => call.enter(true)}>
              {t("Only listen")}
            </button>
          ) : null}
          {now.problem ? (
            <button type="button" className="button plain" onClick={tracks.open}>
              {t("Try again")}
            </button>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}
