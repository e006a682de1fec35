// What dialogs and forms are made of.
import { useId } from "react";
import { t } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";

/** Title, and the way out. */
export function Head({ title }) {
  return (
    <div className="dialog-head">
      <h2>{title}</h2>
      <button type="button" className="icon-button" aria-label={t("Close")} title={t("Close")} onClick={closeDialog}>
        <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 6l12 12M18 6 6 18" />
        </svg>
      </button>
    </div>
  );
}

/** A labelled field; `set(text)` on every change. */
export function Field({ label, set, ...rest }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="field" autoComplete="off" onChange={(event) => set(event.target.value)} {...rest} />
    </div>
  );
}

/** On or off. */
export const Switch = ({ label, on, set }) => (
  <label className="switch">
    <span>{label}</span>
    <input type="checkbox" role="switch" checked={on} onChange={(event) => set(event.target.checked)} />
  </label>
);

/** Several lines of text under a label. */
export function Lines({ label, set, ...rest }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="field lines" rows={2} dir="auto" onChange={(event) => set(event.target.value)} {...rest} />
    </div>
  );
}

/** One choice of a list under a label. */
export function Choose({ label, value, set, options, ...rest }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={(event) => set(event.target.value)} {...rest}>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of several, as radios in a row. */
export function Choices({ legend, name, options, value, set }) {
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {options.map((one) => (
        <label key={one.value} className="choice">
          <input type="radio" name={name} value={one.value} checked={value === one.value} disabled={one.disabled} onChange={() => set(one.value)} />
          {one.label}
        </label>
      ))}
    </fieldset>
  );
}

/** What is wrong, said to everyone. */
export const Problem = ({ text }) => (text ? <p className="field-error" role="alert">{text}</p> : null);

const two = (number) => String(number).padStart(2, "0");

/** A moment as a date and time field of the browser writes it, in the reader's zone. */
export function localValue(time) {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
