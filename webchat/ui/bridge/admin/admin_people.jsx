// People as admins see them, and what admins did.
import { useEffect, useState } from "react";
import { t, tn } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Avatar } from "../parts/avatar.jsx";
import { Problem } from "../parts/forms.jsx";
import { momentLabel } from "../parts/shape.js";
import { useWork } from "../parts/work.js";
import { Twice } from "./admin_reports.jsx";

const ASK_MS = 200;
const MOST = 20;

function Ways({ person, busy, act }) {
  const path = `admin/users/${person.user.id}`;
  if (person.is_admin) return null;
  return (
    <span className="report-ways">
      {person.suspended_at ? (
        <button type="button" className="button plain small" disabled={busy} onClick={() => act("DELETE", `${path}/suspension`)}>
          {t("Let in again")}
        </button>
      ) : (
        <Twice label={t("Suspend")} sure={t("Sign out and keep out?")} busy={busy} act={() => act("PUT", `${path}/suspension`, {})} />
      )}
      {person.messages ? <Twice label={t("Delete messages")} sure={tn("Delete {count} message for everyone?", "Delete {count} messages for everyone?", person.messages)} busy={busy} act={() => act("DELETE", `${path}/content`)} /> : null}
    </span>
  );
}

function Person({ person, done }) {
  const { user } = person;
  const [act, busy, problem] = useWork(async (method, path, body) => {
    await ask(method, path, body);
    done();
  });
  const marks = [person.is_admin && t("Admin"), user.is_bot && t("Bot"), person.suspended_at && t("Suspended")].filter(Boolean);
  return (
    <li className="listed" aria-label={user.display_name}>
      <Avatar id={user.id} name={user.display_name} url={user.avatar_url} />
      <span className="words">
        <b dir="auto">{user.display_name}</b> {marks.map((one) => <span key={one} className="tag">{one}</span>)}
        <span className="quiet">
          <span dir="auto">{user.username}</span> · {t("messages: {count}", { count: person.messages })}
        </span>
        <Problem text={problem} />
      </span>
      <Ways person={person} busy={busy} act={act} />
    </li>
  );
}

export function People({ turn, done }) {
  const [q, setQ] = useState("");
  const [suspended, setSuspended] = useState(false);
  const [items, setItems] = useState(null);
  useEffect(() => {
    const path = `admin/users?limit=${MOST}&q=${encodeURIComponent(q)}&suspended=${suspended}`;
    let wanted = true;
    const timer = setTimeout(() => ask("GET", path).then((page) => wanted && setItems(page.items), () => {}), ASK_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [q, suspended, turn]);
  return (
    <section aria-labelledby="people">
      <h2 id="people">{t("People")}</h2>
      <div className="admin-search">
        <input type="search" className="field" aria-label={t("Search people")} placeholder={t("Search people")} value={q} onChange={(event) => setQ(event.target.value)} />
        <label className="choice">
          <input type="checkbox" checked={suspended} onChange={(event) => setSuspended(event.target.checked)} />
          {t("Suspended only")}
        </label>
      </div>
      {items?.length ? (
        <ul className="directory">
          {items.map((one) => (
            <Person key={one.user.id} person={one} done={done} />
          ))}
        </ul>
      ) : null}
      {items && !items.length ? <p className="quiet">{t("Nobody is found.")}</p> : null}
      {items?.length === MOST ? <p className="quiet">{t("There are more: type a part of a name.")}</p> : null}
    </section>
  );
}

const ACTS = {
  "user.suspended": () => t("suspended"),
  "user.unsuspended": () => t("let in again"),
  "admin.made": () => t("made an admin of"),
  "admin.unmade": () => t("took the right of an admin from"),
  "user.renamed": () => t("renamed"),
  "user.content_deleted": () => t("deleted all messages of"),
  "message.deleted": () => t("deleted a message of"),
  "report.handled": () => t("resolved a report about"),
  "conversation.exported": () => t("exported a conversation"),
};

export function Audit({ turn }) {
  const [items, setItems] = useState([]);
  useEffect(() => {
    ask("GET", "admin/audit?limit=20").then((page) => setItems(page.items), () => {});
  }, [turn]);
  return (
    <section aria-labelledby="audit">
      <h2 id="audit">{t("What was done")}</h2>
      {items.length ? null : <p className="quiet">{t("Nothing yet.")}</p>}
      <ol className="audit">
        {items.map((one) => (
          <li key={one.id}>
            <time dateTime={one.created_at} className="quiet">
              {momentLabel(one.created_at)}
            </time>
            <span>
              <b dir="auto">{one.actor || t("At the machine")}</b> {ACTS[one.action]?.() ?? one.action} <b dir="auto">{one.user}</b>
              {one.details.reason ? <span className="quiet"> ({one.details.reason})</span> : null}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
