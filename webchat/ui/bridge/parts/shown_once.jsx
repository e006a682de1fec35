// Something new that is shown this once: to be copied now.
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { copy } from "./clipboard.js";

/** `take` is what the button says before. */
export function ShownOnce({ label, value, take, children }) {
  const [copied, setCopied] = useState(false);
  const press = async () => {
    await copy(value);
    setCopied(true);
  };
  return (
    <div className="fresh-link">
      <input className="field" readOnly dir="ltr" aria-label={label} value={value} onFocus={(event) => event.target.select()} />
      <button type="button" className="button" onClick={press} autoFocus>
        {copied ? t("Copied") : take}
      </button>
      <p className="quiet">{children}</p>
    </div>
  );
}
