// Over a file on its way: how far it is, and the way to stop it or to try again.
import { useCallback, useSyncExternalStore } from "react";
import { t, tn } from "$/public/i18n.js";
import { sizeLabel } from "./file_limits.js";
import * as progress from "./progress.js";
import * as uploads from "./uploads.js";

const AROUND = 2 * Math.PI * 16;

function restOf({ sent = 0, size = 0, rate }) {
  if (!rate) return "";
  const seconds = Math.ceil((size - sent) / rate);
  return seconds < 60 ? tn("{count} s left", "{count} s left", seconds) : tn("{count} min left", "{count} min left", Math.ceil(seconds / 60));
}

export function UploadRing({ file }) {
  const listen = useCallback((listener) => progress.listen(file, listener), [file]);
  const now = useSyncExternalStore(listen, () => progress.of(file), () => undefined);
  if (!file || !now || now.state === "done") return null;
  if (now.state === "failed") {
    return (
      <span className="upload failed" role="alert">
        <span>{now.error}</span>
        <button type="button" onClick={() => uploads.retry(file)}>{t("Retry")}</button>
        <button type="button" onClick={() => uploads.cancel(file)}>{t("Remove")}</button>
      </span>
    );
  }
  const share = now.size ? (now.sent ?? 0) / now.size : 0;
  const about = now.state === "stopped" ? now.error : [`${sizeLabel(now.sent ?? 0)} / ${sizeLabel(now.size ?? 0)}`, now.rate ? `${sizeLabel(now.rate)}/s` : "", restOf(now)].filter(Boolean).join(" · ");
  return (
    <span className="upload">
      <button type="button" className="ring" aria-label={t("Cancel upload")} onClick={() => uploads.cancel(file)}>
        <svg viewBox="0 0 40 40" aria-hidden="true">
          <circle cx="20" cy="20" r="16" className="ring-track" />
          <circle cx="20" cy="20" r="16" className="ring-done" strokeDasharray={`${Math.max(0.03, share) * AROUND} ${AROUND}`} />
          <path d="M15 15l10 10M25 15 15 25" />
        </svg>
      </button>
      <span className="upload-about" role="progressbar" aria-valuenow={Math.round(share * 100)} aria-valuemin={0} aria-valuemax={100} aria-label={t("Sending")}>{about}</span>
    </span>
  );
}
