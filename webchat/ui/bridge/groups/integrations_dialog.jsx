// Webhooks of a group: what writes here, and what hears of it.
import { useState } from "react";
import { t, tn } from "$/public/i18n.js";
import { serverOrigin } from "../base/backend.js";
import { ask } from "../base/rest.js";
import { Choices, Field, Head, Problem } from "../parts/forms.jsx";
import { Rest, usePages } from "../parts/pages.jsx";
import { momentLabel } from "../parts/shape.js";
import { ShownOnce } from "../parts/shown_once.jsx";
import { Sure } from "../parts/sure.jsx";
import { useWork } from "../parts/work.js";
import { openId } from "./rights.js";

const KINDS = () => [
  { value: "incoming", label: t("Writes here") },
  { value: "outgoing", label: t("Is told") },
];
const EVENTS = () => [
  ["message.created", t("New messages")],
  ["message.updated", t("Edited messages")],
  ["message.deleted", t("Deleted messages")],
  ["reaction.added", t("Reactions")],
  ["member.added", t("People who join")],
  ["member.removed", t("People who leave")],
];

const Fresh = ({ made }) =>
  made.path ? (
    <ShownOnce label={t("Address to write to")} value={`${serverOrigin()}${made.path}`} take={t("Copy address")}>
      {t("Whoever has this address can write here. It is shown this once.")}
    </ShownOnce>
  ) : (
    <ShownOnce label={t("Signing secret")} value={made.secret} take={t("Copy secret")}>
      {t("It signs what is sent. It is shown this once.")}
    </ShownOnce>
  );

function EventChoice({ chosen, set }) {
  const turn = (name) => set(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <fieldset className="choices">
      <legend>{t("Tells of")}</legend>
      {EVENTS().map(([name, label]) => (
        <label key={name} className="choice">
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => turn(name)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function Form({ id, done }) {
  const [kind, setKind] = useState("incoming");
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState(["message.created"]);
  const outgoing = kind === "outgoing";
  const [make, making, problem] = useWork(async () => {
    const made = await ask("POST", "webhooks", { conversation_id: id, kind, name, ...(outgoing ? { url, events } : {}) });
    setName("");
    setUrl("");
    done(made);
  });
  const submit = (event) => {
    event.preventDefault();
    make();
  };
  return (
    <form className="integration-form" onSubmit={submit}>
      <Choices legend={t("Kind")} name="integration-kind" options={KINDS()} value={kind} set={setKind} />
      <Field label={t("Name")} value={name} set={setName} maxLength={64} required placeholder={t("Under this name it writes")} />
      {outgoing ? (
        <>
          <Field label={t("Address")} type="url" value={url} set={setUrl} required placeholder="https://" dir="ltr" />
          <EventChoice chosen={events} set={setEvents} />
        </>
      ) : null}
      <Problem text={problem} />
      <button type="submit" className="button" disabled={making || !name.trim() || (outgoing && !(url.trim() && events.length))}>
        {t("Create integration")}
      </button>
    </form>
  );
}

function Parked({ hook, changed }) {
  const pages = usePages(`webhooks/${hook.id}/parked`, String(hook.parked));
  const [again, sending, problem] = useWork(async (delivery) => {
    await ask("POST", `webhooks/${hook.id}/redeliver`, delivery ? { delivery_id: delivery.id } : {});
    changed();
  });
  return (
    <details className="foldout">
      <summary>{tn("{count} delivery failed", "{count} deliveries failed", hook.parked)}</summary>
      <Problem text={problem} />
      <ul>
        {pages.items?.map((one) => (
          <li key={one.id} className="listed whole">
            <div className="words">
              <span>{one.last_error}</span>
              <span className="quiet">{momentLabel(one.parked_at)}</span>
            </div>
            <button type="button" className="button plain small" disabled={sending} onClick={() => again(one)}>
              {t("Send again")}
            </button>
          </li>
        ))}
        <Rest pages={pages} />
      </ul>
      {hook.parked > 1 ? (
        <button type="button" className="button plain small" disabled={sending} onClick={() => again(null)}>
          {t("Send all again")}
        </button>
      ) : null}
    </details>
  );
}

function about(hook) {
  if (hook.ended_at) return t("Ended: {name} is no admin any more", { name: hook.created_by.display_name });
  return hook.kind === "incoming" ? t("Writes here · made by {name}", { name: hook.created_by.display_name }) : hook.url;
}

const Integration = ({ hook, busy, rotate, doom }) => (
  <div className="listed whole">
    <div className="words">
      <b dir="auto">{hook.name}</b>
      <span className="quiet">{about(hook)}</span>
    </div>
    <span className="row-ways">
      {hook.ended_at ? null : (
        <button type="button" className="button plain small" disabled={busy} onClick={() => rotate(hook)}>
          {hook.kind === "incoming" ? t("New address") : t("New secret")}
        </button>
      )}
      <button type="button" className="button plain small" disabled={busy} onClick={() => doom(hook.id)}>
        {t("Delete")}
      </button>
    </span>
  </div>
);

export function Integrations() {
  const id = openId();
  const [turn, setTurn] = useState(0);
  const [fresh, setFresh] = useState(null);
  const [doomed, doom] = useState(0);
  const pages = usePages(`webhooks?conversation_id=${id}`, String(turn));
  const changed = () => setTurn((before) => before + 1);
  const shown = (made) => {
    setFresh(made);
    changed();
  };
  const [rotate, rotating, refused] = useWork(async (hook) => shown(await ask("POST", `webhooks/${hook.id}/rotate`)));
  const [remove, removing, problem] = useWork(async (hook) => {
    await ask("DELETE", `webhooks/${hook.id}`);
    doom(0);
    if (fresh?.webhook.id === hook.id) setFresh(null);
    changed();
  });
  return (
    <div className="dialog-form">
      <Head title={t("Integrations")} />
      <p className="quiet">{t("Other programs write here, or are told what happens. Everyone in the group sees when one is added.")}</p>
      {fresh ? <Fresh key={fresh.secret} made={fresh} /> : null}
      <Problem text={refused || problem} />
      <ul className="directory" aria-label={t("Integrations")}>
        {pages.items?.map((hook) => (
          <li key={hook.id} className="integration" aria-label={hook.name}>
            {doomed === hook.id ? (
              <Sure name={hook.name} busy={removing} remove={() => remove(hook)} keep={() => doom(0)}>
                {hook.kind === "incoming" ? t("Its address writes nothing here any more. What it wrote stays.") : t("It is told nothing any more.")}
              </Sure>
            ) : (
              <Integration hook={hook} busy={rotating || removing} rotate={rotate} doom={doom} />
            )}
            {hook.parked ? <Parked hook={hook} changed={changed} /> : null}
          </li>
        ))}
        <Rest pages={pages}>{t("There is none yet.")}</Rest>
      </ul>
      <Form id={id} done={shown} />
    </div>
  );
}
