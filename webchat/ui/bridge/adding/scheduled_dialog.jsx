// The messages that wait in the open conversation: change them, send them now, or do not.
import { useState, useSyncExternalStore } from "react";
import { dateFormat, t } from "$/public/i18n.js";
import { read, subscribe } from "../base/store.js";
import { Field, Head, localValue, Problem } from "../parts/forms.jsx";
import { labelOf } from "../parts/kinds.js";
import { useWork } from "../parts/work.js";
import { cancel, change, sendNow, waitingIn } from "./schedules.js";

const WHEN = dateFormat({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });

const wordsOf = ({ kind, words, payload }) => labelOf(kind, words || payload.question || payload.name || payload.label || "");

// What is written here stays until the server has it.
function Change({ one, done }) {
  const [body, setBody] = useState(one.body);
  const [time, setTime] = useState(localValue(new Date(one.send_at)));
  const [save, busy, problem] = useWork(async (fields) => {
    await change(one.id, fields);
    done();
  });
  const over = !(new Date(time) > new Date());
  const submit = (event) => {
    event.preventDefault();
    const moved = time !== localValue(new Date(one.send_at)) || one.problem;
    save({ ...(one.kind === "text" ? { body } : {}), ...(moved ? { send_at: new Date(time).toISOString() } : {}) });
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      {one.kind === "text" ? <textarea className="field" rows={3} aria-label={t("Text")} value={body} onChange={(event) => setBody(event.target.value)} dir="auto" autoFocus /> : null}
      <Field label={t("Date and time")} type="datetime-local" min={localValue(new Date())} value={time} set={setTime} />
      <Problem text={over ? t("This time is over. Pick one that is still to come.") : problem} />
      <div className="card-actions">
        <button type="submit" disabled={busy || over || (one.kind === "text" && !body.trim())}>
          {t("Save")}
        </button>
        <button type="button" onClick={done}>
          {t("Back")}
        </button>
      </div>
    </form>
  );
}

function Waiting({ one }) {
  const [changing, setChanging] = useState(false);
  const [run, busy, problem] = useWork((work) => work(one.id));
  if (changing) return <Change one={one} done={() => setChanging(false)} />;
  return (
    <>
      <time dateTime={one.send_at}>{WHEN.format(new Date(one.send_at))}</time>
      <p dir="auto">{wordsOf(one)}</p>
      {one.problem ? <p className="field-error">{t("Not sent: {problem}", { problem: one.problem })}</p> : null}
      <Problem text={problem} />
      <div className="card-actions">
        <button type="button" disabled={busy} onClick={() => run(sendNow)}>
          {t("Send now")}
        </button>
        <button type="button" onClick={() => setChanging(true)}>
          {t("Change")}
        </button>
        <button type="button" className="danger" disabled={busy} onClick={() => run(cancel)}>
          {t("Cancel message")}
        </button>
      </div>
    </>
  );
}

export default function ScheduledDialog() {
  const unsent = useSyncExternalStore((heard) => subscribe("unsent", heard), () => read("unsent"), () => ({}));
  const all = waitingIn(unsent, read("view").open);
  return (
    <>
      <Head title={t("Scheduled messages")} />
      {all.length ? (
        <ul className="scheduled">
          {all.map((one) => (
            <li key={one.id}>
              <Waiting one={one} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{t("Nothing waits here any more.")}</p>
      )}
    </>
  );
}
