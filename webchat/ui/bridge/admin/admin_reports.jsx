// What people reported, with what there was to see at that time, and what to do about it.
import { useEffect, useState } from "react";
import { listed, t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Problem } from "../parts/forms.jsx";
import { momentLabel } from "../parts/shape.js";
import { useWork } from "../parts/work.js";
import { MessageText } from "../timeline/message_text.jsx";

const REASONS = { spam: () => t("Spam"), abuse: () => t("Abuse"), other: () => t("Something else") };

/** A button that asks once more before it does what cannot be undone. */
export function Twice({ label, sure, busy, act }) {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), 5000);
    return () => clearTimeout(timer);
  }, [asked]);
  const press = () => {
    setAsked(!asked);
    if (asked) act();
  };
  return (
    <button type="button" className={asked ? "button danger small" : "button plain small"} disabled={busy} onClick={press}>
      {asked ? sure : label}
    </button>
  );
}

function Line({ message, rowKey, meant }) {
  const files = listed(message.files.map((one) => one.filename));
  return (
    <div className={meant ? "reported meant" : "reported"}>
      <b dir="auto">{message.sender.name}</b>{" "}
      {message.html ? <MessageText html={message.html} text={message.body} rowKey={rowKey} /> : <span dir="auto">{message.body || (files ? "" : message.kind)}</span>}
      {files ? <span className="quiet"> {files}</span> : null}
    </div>
  );
}

function Report({ report, done }) {
  const { message, before = [], after = [] } = report.snapshot;
  const [act, busy, problem] = useWork(async (method, path, body) => {
    await ask(method, path, body);
    done();
  });
  return (
    <li className="report" aria-label={t("Report {id}", { id: report.id })}>
      <p className="report-head">
        <span className="tag">{REASONS[report.reason]?.() ?? report.reason}</span>
        <b dir="auto">{report.username}</b>
        <span className="quiet">{t("reported by {who}, {time}", { who: report.by_username, time: momentLabel(report.created_at) })}</span>
      </p>
      {report.words ? <blockquote dir="auto">{report.words}</blockquote> : null}
      {message ? (
        <div className="reported-context">
          {[...before, message, ...after].map((one) => (
            <Line key={one.id} message={one} rowKey={`r:${report.id}:${one.id}`} meant={one === message} />
          ))}
        </div>
      ) : null}
      <Problem text={problem} />
      <div className="report-ways">
        <button type="button" className="button small" disabled={busy} onClick={() => act("PUT", `admin/reports/${report.id}/handled`)}>
          {t("Resolve")}
        </button>
        {report.message_id ? <Twice label={t("Delete message")} sure={t("Delete for everyone?")} busy={busy} act={() => act("DELETE", `admin/messages/${report.message_id}`)} /> : null}
        <Twice label={t("Suspend {name}", { name: report.username })} sure={t("Sign out and keep out?")} busy={busy} act={() => act("PUT", `admin/users/${report.user_id}/suspension`, { reason: t("Report {id}", { id: report.id }) })} />
      </div>
    </li>
  );
}

export function Reports({ open, turn, done }) {
  const [items, setItems] = useState(null);
  useEffect(() => {
    ask("GET", "admin/reports?limit=100").then((page) => setItems(page.items), () => {});
  }, [open, turn]);
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">
        {t("Reports")} {open ? <span className="tag">{open}</span> : null}
      </h2>
      {items && !items.length ? <p className="quiet">{t("Nothing is reported.")}</p> : null}
      <ul className="reports">
        {items?.map((one) => (
          <Report key={one.id} report={one} done={done} />
        ))}
      </ul>
    </section>
  );
}
