// A poll: a question, two to ten answers.
import { useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { isComposing } from "../base/composing.js";
import { Field, Head, localValue, Problem, Switch } from "../parts/forms.jsx";
import { send } from "./adding.js";

const MOST = 10;

export default function PollDialog() {
  const list = useRef(null);
  const [question, setQuestion] = useState("");
  const [options, setOptions] = useState(["", ""]);
  const [multiple, setMultiple] = useState(false);
  const [closes, setCloses] = useState("");
  const given = options.map((one) => one.trim()).filter(Boolean);
  const double = new Set(given.map((one) => one.toLocaleLowerCase())).size < given.length;
  const over = closes && new Date(closes) <= new Date();
  const ready = question.trim() && given.length >= 2 && !double && !over;

  const write = (at) => (text) => setOptions(options.map((one, i) => (i === at ? text : one)));
  const add = () => {
    setOptions([...options, ""]);
    requestAnimationFrame(() => [...list.current.querySelectorAll("input")].at(-1)?.focus());
  };
  const keyDown = (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    const fields = [...list.current.querySelectorAll("input")];
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
    else if (options.length < MOST && event.target.value.trim()) add();
  };
  const submit = (event) => {
    event.preventDefault();
    if (!ready) return;
    send("poll", { question: question.trim(), options: given, multiple, ...(closes ? { closes_at: new Date(closes).toISOString() } : {}) });
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      <Head title={t("Poll")} />
      <Field label={t("Question")} maxLength={300} dir="auto" value={question} set={setQuestion} autoFocus />
      <fieldset className="answers" ref={list} onKeyDown={keyDown}>
        <legend>{t("Answers")}</legend>
        {options.map((option, at) => (
          // eslint-disable-next-line react/no-array-index-key
          <div key={at} className="answer-field">
            <input className="field" dir="auto" aria-label={t("Answer {number}", { number: at + 1 })} placeholder={t("Answer {number}", { number: at + 1 })} maxLength={100} value={option} onChange={(event) => write(at)(event.target.value)} autoComplete="off" />
            {options.length > 2 ? (
              <button type="button" className="icon-button" aria-label={t("Remove answer {number}", { number: at + 1 })} onClick={() => setOptions(options.filter((_, i) => i !== at))}>
                <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
                  <path d="M6 6l12 12M18 6 6 18" />
                </svg>
              </button>
            ) : null}
          </div>
        ))}
        {options.length < MOST ? (
          <button type="button" className="button plain" onClick={add}>
            {t("Add an answer")}
          </button>
        ) : null}
      </fieldset>
      <Switch label={t("Several answers allowed")} on={multiple} set={setMultiple} />
      <Field label={t("Closes (optional)")} type="datetime-local" min={localValue(new Date())} value={closes} set={setCloses} />
      <Problem text={double ? t("Two answers are the same.") : over ? t("This time is over. Pick one that is still to come.") : ""} />
      <div className="dialog-foot">
        <button type="submit" className="button" disabled={!ready}>
          {t("Create poll")}
        </button>
      </div>
    </form>
  );
}
