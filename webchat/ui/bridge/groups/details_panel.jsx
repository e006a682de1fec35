// The details of a conversation: who it is or who is in it, what is pinned, what was shared.
import { useEffect, useState } from "react";
import { span, t } from "$/public/i18n.js";
import { isBlocked, openBlock, openReport, unblock } from "../account/blocks.js";
import { openGroupDialog } from "../base/dialogs.js";
import { ask } from "../base/rest.js";
import { useStore } from "../base/use_store.js";
import { Avatar } from "../parts/avatar.jsx";
import { Icon } from "../parts/icon.jsx";
import { isPeerGone } from "../parts/names.js";
import { headerOf, titleOf } from "../sidebar/list.js";
import { Gallery } from "./details_gallery.jsx";
import { Pinned } from "./details_lists.jsx";
import { Members } from "./details_members.jsx";
import { Disappearing } from "./disappearing.jsx";

const LEADERS = ["admin", "owner"];

const Item = ({ sign, label, danger, onClick }) => (
  <button type="button" className={danger ? "menu-item danger" : "menu-item"} onClick={onClick}>
    <Icon name={sign} />
    {label}
  </button>
);

function Profile({ peer }) {
  const [user, setUser] = useState(peer);
  useEffect(() => {
    ask("GET", `users/${peer.id}`).then(setUser, () => {});
  }, [peer.id, peer.display_name]);
  return (
    <dl className="facts">
      <dt>{t("Name")}</dt>
      <dd dir="auto">{user.username}</dd>
      {user.about ? (
        <>
          <dt>{t("About")}</dt>
          <dd dir="auto">{user.about}</dd>
        </>
      ) : null}
    </dl>
  );
}

function Rights({ group }) {
  const said = [
    group.is_public ? t("Public: anybody can find and join it") : t("Private: people come by invitation"),
    group.who_can_write === "admins" ? t("Only admins write") : "",
    group.slow_seconds ? t("Slow mode: {span} between messages", { span: span(group.slow_seconds) }) : "",
  ];
  return <p className="quiet">{said.filter(Boolean).join(" · ")}</p>;
}

function GroupWays({ role, group }) {
  const leads = LEADERS.includes(role);
  return (
    <div className="ways">
      {leads || group.who_can_add === "all" ? (
        <>
          <Item sign="add" label={t("Add people")} onClick={() => openGroupDialog("add_members")} />
          <Item sign="link" label={t("Invite links")} onClick={() => openGroupDialog("invites")} />
        </>
      ) : null}
      {leads ? (
        <>
          <Item sign="plug" label={t("Integrations")} onClick={() => openGroupDialog("integrations")} />
          <Item sign="pen" label={t("Edit group")} onClick={() => openGroupDialog("edit_group")} />
        </>
      ) : null}
    </div>
  );
}

function Distance({ peer, gone }) {
  const blocked = isBlocked(useStore("blocks"), peer.id);
  return (
    <div className="ways">
      {gone ? null : blocked ? <Item sign="block" label={t("Unblock")} onClick={() => unblock(peer)} /> : <Item sign="block" label={t("Block")} danger onClick={() => openBlock(peer)} />}
      <Item sign="flag" label={t("Report")} danger onClick={() => openReport(peer)} />
    </div>
  );
}

function Exits({ role }) {
  return (
    <div className="ways">
      <Item sign="leave" label={t("Leave group")} danger onClick={() => openGroupDialog("leave_group")} />
      {role === "owner" ? <Item sign="trash" label={t("Delete group")} danger onClick={() => openGroupDialog("delete_group")} /> : null}
    </div>
  );
}

export default function DetailsPanel({ id }) {
  const [sidebar, people] = [useStore("sidebar"), useStore("people")];
  const conversation = sidebar[`c:${id}`];
  if (!conversation) return null;
  const role = sidebar[`q:${id}`]?.role;
  const title = titleOf(conversation);
  const { subtitle, online, avatar_url } = headerOf(sidebar, people, { open: id });
  const isGroup = conversation.kind === "group";
  const gone = isPeerGone(conversation); // of them is told no more, not even what they were called
  return (
    <div className="details-body">
      <div className="card-head">
        <Avatar id={conversation.peer?.id ?? id} name={title} url={avatar_url} size="xl" presence={online} />
        <h3 dir="auto">{title}</h3>
        <p className="quiet">{subtitle}</p>
        {conversation.description ? (
          <p className="about" dir="auto">
            {conversation.description}
          </p>
        ) : null}
        {isGroup ? <Rights group={conversation} /> : null}
      </div>
      {conversation.peer && !gone ? <Profile peer={conversation.peer} /> : null}
      {isGroup ? <GroupWays role={role} group={conversation} /> : null}
      {gone ? null : <Disappearing id={id} seconds={conversation.disappear_seconds} may={isGroup ? LEADERS.includes(role) : !sidebar[`q:${id}`]?.blocked} />}
      <Pinned id={id} />
      {isGroup ? <Members id={id} role={role} count={sidebar[`k:${id}`] ?? 0} /> : null}
      {isGroup ? <Exits role={role} /> : null}
      {conversation.peer ? <Distance peer={conversation.peer} gone={gone} /> : null}
      <Gallery id={id} />
    </div>
  );
}
