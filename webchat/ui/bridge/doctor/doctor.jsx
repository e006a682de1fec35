// The doctor for calls: what this browser can do from where it is.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { relaysOf, stepsOf, verdictOf } from "./doctor.js";

const MARKS = { waits: "·", runs: "…", good: "✓", warn: "!", bad: "✕" };
const SAID = { waits: () => t("not yet"), runs: () => t("runs"), good: () => t("good"), warn: () => t("not quite"), bad: () => t("fails") };

function Step({ name, state, text }) {
  return (
    <li data-state={state} aria-label={`${name}: ${SAID[state]()}`}>
      <span className="mark" aria-hidden="true">{MARKS[state]}</span>
      <b>{name}</b>
      {text ? <p>{text}</p> : null}
    </li>
  );
}

async function examine(show, stopped) {
  const report = { relay: [], microphone: false, direct: false, ...(await relaysOf()) };
  const steps = stepsOf(report);
  const found = steps.map(({ name }) => ({ name, state: "waits", text: "" }));
  for (const [i, { name, run }] of steps.entries()) {
    found[i] = { name, state: "runs", text: "" };
    if (stopped()) return;
    show([...found], "");
    found[i] = { name, ...(await run()) };
  }
  if (!stopped()) show([...found], verdictOf(report));
}

export default function Doctor() {
  const [{ steps, verdict }, set] = useState({ steps: [], verdict: "" });
  const [turn, again] = useState(0);
  useEffect(() => {
    let stopped = false;
    examine((found, last) => set({ steps: found, verdict: last }), () => stopped);
    return () => (stopped = true);
  }, [turn]);
  return (
    <div className="doctor-card">
      <h1>{t("Do calls work here?")}</h1>
      <p className="quiet">{t("This page tries from your own browser everything that a call needs. Your browser may ask for the microphone and the camera.")}</p>
      <ol className="doctor-steps" aria-label={t("Steps")}>
        {steps.map((step) => (
          <Step key={step.name} {...step} />
        ))}
      </ol>
      <p role="status" className={verdict ? "doctor-verdict" : ""}>{verdict}</p>
      <div className="doctor-actions">
        <button type="button" className="button" disabled={!verdict} onClick={() => (set({ steps: [], verdict: "" }), again(turn + 1))}>
          {t("Try again")}
        </button>
        <a className="button plain" href="/chat/">{t("To my chats")}</a>
      </div>
    </div>
  );
}
