// The stack of toasts; a polite live region, so that each is read out once.
import { t } from "$/public/i18n.js";
import { act, dismiss, hold, release } from "../base/toasts.js";

function Toast({ one }) {
  return (
    <div className="toast" onPointerEnter={() => hold(one.id)} onPointerLeave={() => release(one.id)} onFocus={() => hold(one.id)} onBlur={() => release(one.id)}>
      <span>{one.text}</span>
      {one.label ? (
        <button type="button" className="way" onClick={() => act(one.id)}>
          {one.label}
        </button>
      ) : null}
      <button type="button" className="icon-button" aria-label={t("Dismiss")} onClick={() => dismiss(one.id)}>
        <svg viewBox="0 0 24 24" className="icon" aria-hidden="true">
          <path d="M6 6l12 12M18 6 6 18" />
        </svg>
      </button>
    </div>
  );
}

export function Toasts({ shown }) {
  return (
    <div className="toasts" role="status" aria-live="polite" aria-label={t("Notices")}>
      {shown.map((one) => (
        <Toast key={one.id} one={one} />
      ))}
    </div>
  );
}
