// When the message in the composer is sent.
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { Field, Head, localValue, Problem } from "../parts/forms.jsx";
import { hourOf } from "../parts/shape.js";
import { presets, schedule } from "./schedules.js";

const HOUR_MS = 3_600_000;

export default function LaterDialog() {
  const [now] = useState(() => new Date());
  const [time, setTime] = useState(() => localValue(new Date(now.getTime() + HOUR_MS)));
  const chosen = new Date(time);
  const over = Number.isNaN(chosen.getTime()) || chosen <= new Date();
  const submit = (event) => {
    event.preventDefault();
    if (!over) schedule(chosen);
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      <Head title={t("Send later")} />
      <div className="presets">
        {presets(now).map(([label, at]) => (
          <button key={label} type="button" className="preset" onClick={() => schedule(at)}>
            <span>{t(label)}</span>
            <span className="quiet">{hourOf(at)}</span>
          </button>
        ))}
      </div>
      <Field label={t("Date and time")} type="datetime-local" min={localValue(now)} value={time} set={setTime} />
      <Problem text={over ? t("This time is over. Pick one that is still to come.") : ""} />
      <button type="submit" className="button" disabled={over}>
        {t("Schedule")}
      </button>
    </form>
  );
}
