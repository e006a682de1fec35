// Links into a group: make one, copy it, end it.
import { useState } from "react";
import { t, tn } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Choose, Head, Problem } from "../parts/forms.jsx";
import { Rest, usePages } from "../parts/pages.jsx";
import { momentLabel } from "../parts/shape.js";
import { ShownOnce } from "../parts/shown_once.jsx";
import { useWork } from "../parts/work.js";
import { openId } from "./rights.js";

const HOUR = 3600;
const LASTS = () => [
  { value: String(HOUR), label: tn("{count} hour", "{count} hours", 1) },
  { value: String(24 * HOUR), label: tn("{count} day", "{count} days", 1) },
  { value: String(7 * 24 * HOUR), label: tn("{count} day", "{count} days", 7) },
  { value: "", label: t("Until revoked") },
];
const USES = () => [
  { value: "0", label: t("Any number of people") },
  { value: "1", label: tn("{count} person", "{count} people", 1) },
  { value: "10", label: tn("{count} person", "{count} people", 10) },
  { value: "100", label: tn("{count} person", "{count} people", 100) },
];

const Fresh = ({ code }) => (
  <ShownOnce label={t("Invite link")} value={`${window.location.origin}/join/${code}`} take={t("Copy link")}>
    {t("Copy it now: it is shown this once.")}
  </ShownOnce>
);

function usage({ uses, max_uses, expires_at }) {
  const count = max_uses ? tn("{uses} of {count} use", "{uses} of {count} uses", max_uses, { uses }) : tn("used {count} time", "used {count} times", uses);
  return `${count} · ${expires_at ? t("until {time}", { time: momentLabel(expires_at) }) : t("until revoked")}`;
}

const Link = ({ invite, end, busy }) => (
  <li className="listed whole">
    <div className="words">
      <span dir="auto">{t("Made by {name}, {time}", { name: invite.created_by.display_name, time: momentLabel(invite.created_at) })}</span>
      <span className="quiet">{usage(invite)}</span>
    </div>
    <button type="button" className="button plain small" disabled={busy} onClick={() => end(invite)}>
      {t("Revoke")}
    </button>
  </li>
);

export function Invites() {
  const id = openId();
  const [lasts, setLasts] = useState(String(7 * 24 * HOUR));
  const [uses, setUses] = useState("0");
  const [fresh, setFresh] = useState(null);
  const [turn, setTurn] = useState(0);
  const pages = usePages(`groups/${id}/invites`, String(turn));
  const [make, making, problem] = useWork(async () => {
    setFresh(await ask("POST", `groups/${id}/invites`, { expires_in: lasts ? Number(lasts) : null, max_uses: Number(uses) }));
    setTurn(turn + 1);
  });
  const [end, ending, refused] = useWork(async (invite) => {
    await ask("DELETE", `groups/${id}/invites/${invite.id}`);
    if (fresh?.invite.id === invite.id) setFresh(null);
    setTurn(turn + 1);
  });
  return (
    <div className="dialog-form">
      <Head title={t("Invite links")} />
      <p className="quiet">{t("Whoever opens the link types a name and is in the group.")}</p>
      <div className="side-by-side">
        <Choose label={t("Good for")} value={lasts} set={setLasts} options={LASTS()} />
        <Choose label={t("Lets in")} value={uses} set={setUses} options={USES()} />
      </div>
      <button type="button" className="button" disabled={making} onClick={make}>
        {t("Create link")}
      </button>
      {fresh ? <Fresh key={fresh.code} code={fresh.code} /> : null}
      <Problem text={problem || refused} />
      <ul className="directory" aria-label={t("Links that work")}>
        {pages.items?.map((invite) => (
          <Link key={invite.id} invite={invite} end={end} busy={ending} />
        ))}
        <Rest pages={pages}>{t("No link lets anybody in now.")}</Rest>
      </ul>
    </div>
  );
}
