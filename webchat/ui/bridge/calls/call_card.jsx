// A call in the timeline: how it went, and the way to call back.
import { t } from "$/public/i18n.js";
import { useStore } from "../base/use_store.js";
import { callText, isMissed } from "./call_words.js";
import { callBack, joinCall } from "./calls.js";

const PHONE = "M6.500 3.500 9.500 4l1.500 4-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2 4 1.500.5 3a2 2 0 0 1-2 2.500C11 20 4 13 4 5.500a2 2 0 0 1 2.500-2Z";
const CAMERA = "M3.500 6.500h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM15.500 10.500l6-3.500v10l-6-3.500";

/** The sign of a call's kind. */
export const CallSign = ({ kind }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={kind === "video" ? CAMERA : PHONE} />
  </svg>
);

function Way({ row }) {
  const view = useStore("view");
  const { call_id: id, kind, state } = row.payload;
  if (state === "ended") return <button type="button" onClick={() => callBack(view.open, kind)}>{t("Call back")}</button>;
  if (view.call_here === id) return <span>{t("You are in it")}</span>;
  return <button type="button" onClick={() => joinCall(id)}>{t("Open call")}</button>;
}

export function CallCard({ row }) {
  const { kind } = row.payload;
  return (
    <div className="card call-card" data-missed={isMissed(row.payload, row.own)}>
      <span className="sign"><CallSign kind={kind} /></span>
      <b>{callText(row.payload, row.own)}</b>
      {row.answerable ? <div className="card-actions"><Way row={row} /></div> : null}
    </div>
  );
}
