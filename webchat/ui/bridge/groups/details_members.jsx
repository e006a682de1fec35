// The members of a group: by pages as one scrolls, live, each with what one may do.
import { useEffect, useRef, useState } from "react";
import { number, t } from "$/public/i18n.js";
import { isBlocked, openBlock, openReport, unblock } from "../account/blocks.js";
import { openGroupDialog } from "../base/dialogs.js";
import { ask } from "../base/rest.js";
import { server } from "../base/server.js";
import { read } from "../base/store.js";
import { useStore } from "../base/use_store.js";
import { Avatar } from "../parts/avatar.jsx";
import { Icon } from "../parts/icon.jsx";
import { Menu } from "../parts/menu.jsx";
import { Further } from "../parts/pages.jsx";
import { reasonOf, trying } from "../parts/work.js";
import { forgetMembers, loadMembers, membersOf } from "./members.js";

const ASK_MS = 150;

const roleName = (role) => ({ owner: t("Owner"), admin: t("Admin") })[role] ?? "";
const presenceName = (presence) => ({ online: t("online"), away: t("away") })[presence] ?? t("offline");

function useMembers(id, query) {
  const arrived = useStore("session").arrived_rx_state_;
  const people = useStore("people");
  const [held, setHeld] = useState({ ids: null, next: null, problem: "" });
  const turn = useRef(0);
  const load = async (cursor) => {
    const mine = (turn.current += 1);
    try {
      const page = await loadMembers(id, { q: query, cursor });
      if (mine === turn.current) setHeld((before) => ({ ids: [...(cursor ? before.ids : []), ...page.ids], next: page.next, problem: "" }));
    } catch (error) {
      if (mine === turn.current) setHeld((before) => ({ ...before, ids: before.ids ?? [], next: null, problem: reasonOf(error) }));
    }
  };
  useEffect(() => forgetMembers(id), [id, arrived]);
  useEffect(() => {
    const timer = setTimeout(load, query ? ASK_MS : 0);
    return () => clearTimeout(timer);
  }, [id, query, arrived]);
  const known = membersOf(people, id);
  const shown = query ? known.filter((one) => held.ids?.includes(one.id)) : known;
  return { ...held, shown, loadMore: () => load(held.next) };
}

/** What I may do with a member. */
function waysOf(member, role, id) {
  const change = (to) => () => trying(() => ask("PATCH", `groups/${id}/members/${member.id}`, { role: to }));
  const leads = (role === "admin" || role === "owner") && member.role !== "owner";
  return [
    [t("Write a message"), () => server.writeTo({ user_id: member.id })],
    leads && member.role === "member" && [t("Make admin"), change("admin")],
    leads && member.role === "admin" && [t("Dismiss as admin"), change("member")],
    role === "owner" && [t("Hand over group"), () => openGroupDialog("hand_over", member)],
    isBlocked(read("blocks"), member.id) ? [t("Unblock"), () => unblock(member)] : [t("Block"), () => openBlock(member), true],
    [t("Report"), () => openReport(member), true],
    leads && [t("Remove from group"), () => openGroupDialog("remove_member", member), true],
  ].filter(Boolean);
}

function MemberMenu({ asked, role, id, close }) {
  return (
    <Menu shown label={asked.member.display_name} close={close} anchor={() => asked.anchor}>
      {waysOf(asked.member, role, id).map(([label, act, danger]) => (
        <button key={label} type="button" role="menuitem" tabIndex={-1} className={danger ? "menu-item danger" : "menu-item"} onClick={() => (close(), act())}>
          {label}
        </button>
      ))}
    </Menu>
  );
}

const Member = ({ member, own, openMenu }) => (
  <li className="listed member">
    <Avatar id={member.id} name={member.display_name} url={member.avatar_url} presence={member.presence} />
    <div className="words">
      <b dir="auto">{own ? t("{name} (you)", { name: member.display_name }) : member.display_name}</b>
      <span className="quiet">{member.is_bot ? t("bot") : presenceName(member.presence)}</span>
    </div>
    {roleName(member.role) ? <span className="role">{roleName(member.role)}</span> : null}
    {own ? null : (
      <button type="button" className="icon-button" aria-label={t("More about {name}", { name: member.display_name })} aria-haspopup="menu" onClick={(event) => openMenu({ member, anchor: event.currentTarget })}>
        <Icon name="more" />
      </button>
    )}
  </li>
);

export function Members({ id, role, count }) {
  const [query, setQuery] = useState("");
  const [asked, setAsked] = useState(null);
  const me = useStore("session").me_id_rx_state_;
  const { shown, ids, next, problem, loadMore } = useMembers(id, query);
  return (
    <section className="members" aria-label={t("Members")}>
      <h3>{t("Members")} <span className="quiet">{number(count)}</span></h3>
      {count > 8 ? (
        <input className="field" type="search" aria-label={t("Search members")} placeholder={t("Search members")} autoComplete="off" value={query} onChange={(event) => setQuery(event.target.value)} />
      ) : null}
      {problem ? <p className="field-error" role="alert">{problem}</p> : null}
      <ul>
        {shown.map((member) => (
          <Member key={member.id} member={member} own={member.id === me} openMenu={setAsked} />
        ))}
      </ul>
      {ids && !shown.length && !problem ? <p className="quiet">{t("Nobody of this name is in the group.")}</p> : null}
      {next ? <Further onSeen={loadMore} /> : null}
      {asked ? <MemberMenu asked={asked} role={role} id={id} close={() => setAsked(null)} /> : null}
    </section>
  );
}
