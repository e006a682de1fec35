// A row of a list that asks once more before its thing is deleted for good.
import { t } from "$/public/i18n.js";

/** `children`: what becomes of it; `remove` and `keep`: what the answers do. */
export function Sure({ name, busy, remove, keep, children }) {
  const question = t("Delete {name}?", { name });
  return (
    <div className="listed whole" role="group" aria-label={question}>
      <span className="words">
        <b dir="auto">{question}</b>
        <span className="quiet">{children}</span>
      </span>
      <span className="row-ways">
        <button type="button" className="button plain small" onClick={keep} autoFocus>
          {t("Keep")}
        </button>
        <button type="button" className="button danger small" disabled={busy} onClick={remove}>
          {t("Delete")}
        </button>
      </span>
    </div>
  );
}
