// Groups that anybody may join.
import { useState } from "react";
import { t, tn } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";
import { openConversation } from "../base/navigation.js";
import { ask } from "../base/rest.js";
import { useStore } from "../base/use_store.js";
import { Avatar } from "../parts/avatar.jsx";
import { Head, Problem } from "../parts/forms.jsx";
import { Rest, usePages } from "../parts/pages.jsx";
import { useWork } from "../parts/work.js";
import { enter } from "./groups.js";

function Entry({ group, inside, join, busy }) {
  const open = () => {
    closeDialog();
    openConversation(group.id);
  };
  return (
    <li className="listed">
      <Avatar id={group.id} name={group.title} url={group.avatar_url} />
      <div className="words">
        <b dir="auto">{group.title}</b>
        <span className="quiet" dir="auto">
          {[tn("{count} member", "{count} members", group.members_count), group.description].filter(Boolean).join(" · ")}
        </span>
      </div>
      <button type="button" className={inside ? "button plain small" : "button small"} disabled={busy} aria-label={inside ? t("Open {title}", group) : t("Join {title}", group)} onClick={inside ? open : join}>
        {inside ? t("Open") : t("Join")}
      </button>
    </li>
  );
}

export function Directory() {
  const [query, setQuery] = useState("");
  const sidebar = useStore("sidebar");
  const pages = usePages(`groups/directory?limit=30&q=${encodeURIComponent(query)}`);
  const [join, busy, problem] = useWork((id) => enter(() => ask("POST", `groups/${id}/join`, {})));
  return (
    <div className="dialog-form">
      <Head title={t("Public groups")} />
      <input className="field" type="search" aria-label={t("Search groups")} placeholder={t("Search groups")} autoComplete="off" autoFocus value={query} onChange={(event) => setQuery(event.target.value)} />
      <Problem text={problem} />
      <ul className="directory">
        {pages.items?.map((group) => (
          <Entry key={group.id} group={group} inside={Boolean(sidebar[`c:${group.id}`])} join={() => join(group.id)} busy={busy} />
        ))}
        <Rest pages={pages}>{query ? t("No public group of this name.") : t("There is no public group yet. Make one, and let others find it.")}</Rest>
      </ul>
    </div>
  );
}
