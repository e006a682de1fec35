// The page of those who look after the server: figures, reports, people, and what was done.
import { useCallback, useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Figures } from "./admin_figures.jsx";
import { Audit, People } from "./admin_people.jsx";
import { Reports } from "./admin_reports.jsx";

const AGAIN_MS = 5000;

/** What `path` answers, asked again every few seconds while somebody looks; {value, error, again()}. */
function useLive(path) {
  const [held, setHeld] = useState({});
  const again = useCallback(() => ask("GET", path).then((value) => setHeld({ value }), (error) => setHeld((before) => ({ ...before, error }))), [path]);
  useEffect(() => {
    again();
    const timer = setInterval(() => document.visibilityState === "visible" && again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  return { ...held, again };
}

function Refused({ error }) {
  const reason = { not_signed_in: t("You are not signed in here."), forbidden: t("Only admins of this server can see this page.") }[error.code];
  return (
    <div className="join-card invite">
      <h1>{t("Administration")}</h1>
      <p className="promise">{reason ?? (error.message || t("The server does not answer. Try again in a moment."))}</p>
      <a className="button wide" href={error.code === "not_signed_in" ? "/" : "/chat/"}>
        {t("Go to WebChat")}
      </a>
    </div>
  );
}

export function AdminPage(props) {
  const figures = useLive("admin/figures");
  const [turn, setTurn] = useState(0);
  const done = () => {
    setTurn((before) => before + 1);
    figures.again();
  };
  if (!figures.value) return <div {...props}>{figures.error ? <Refused error={figures.error} /> : <p className="quiet">{t("Loading…")}</p>}</div>;
  return (
    <div {...props}>
      <header className="admin-head">
        <h1>{t("Administration")}</h1>
        <a className="button plain small" href="/chat/">
          {t("Back to the chat")}
        </a>
      </header>
      {figures.error ? <p className="field-error" role="alert">{t("These figures are old: the server does not answer.")}</p> : null}
      <Figures figures={figures.value} />
      <Reports open={figures.value.open_reports} turn={turn} done={done} />
      <People turn={turn} done={done} />
      <Audit turn={turn} />
    </div>
  );
}
