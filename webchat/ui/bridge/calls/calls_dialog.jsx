// One's calls, the latest first: who, how they went, when; a press opens the conversation.
import { useEffect } from "react";
import { t } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";
import { openConversation } from "../base/navigation.js";
import { useStore } from "../base/use_store.js";
import { Avatar } from "../parts/avatar.jsx";
import { Head } from "../parts/forms.jsx";
import { Rest, usePages } from "../parts/pages.jsx";
import { dayLabel, hourOf } from "../parts/shape.js";
import { pictureOf, titleOf } from "../sidebar/list.js";
import { CallSign } from "./call_card.jsx";
import { callText, isMissed } from "./call_words.js";
import { callBack, see } from "./calls.js";

const OUT = ["missed", "busy"];

function aboutOf(call, sidebar, me) {
  const conversation = sidebar[`c:${call.conversation_id}`];
  const other = call.participants.find((part) => part.user_id !== me);
  if (conversation) return { id: conversation.peer?.id ?? call.conversation_id, name: titleOf(conversation), url: pictureOf(conversation) };
  return { id: other?.user_id ?? 0, name: other?.display_name ?? t("Conversation"), url: other?.avatar_url };
}

function Call({ call, about, me }) {
  const own = call.initiator_id === me;
  const missed = OUT.includes(call.my_state) || isMissed(call, own);
  const at = new Date(call.started_at);
  const go = (run) => (closeDialog(), run());
  return (
    <li data-missed={missed}>
      <button type="button" className="go" onClick={() => go(() => openConversation(call.conversation_id))}>
        <Avatar {...about} />
        <span className="words">
          <b dir="auto">{about.name}</b>
          <span className="quiet">{[callText(call, own), `${dayLabel(at, Date.now())} ${hourOf(at)}`].join(" · ")}</span>
        </span>
      </button>
      <button type="button" className="icon-button" aria-label={t("Call {name} back", { name: about.name })} title={t("Call back")} onClick={() => go(() => callBack(call.conversation_id, call.kind))}>
        <CallSign kind={call.kind} />
      </button>
    </li>
  );
}

export function Calls() {
  const [sidebar, session, calls] = [useStore("sidebar"), useStore("session"), useStore("calls")];
  const changes = Object.values(calls).reduce((sum, one) => sum + (one?.version ?? 0), 0);
  const pages = usePages("calls/", String(changes));
  useEffect(() => void see(), [pages.items]);
  const me = session.me_id_rx_state_;
  return (
    <div className="dialog-form">
      <Head title={t("Calls")} />
      <ul className="call-log" aria-label={t("Calls")}>
        {pages.items?.map((call) => (
          <Call key={call.id} call={call} about={aboutOf(call, sidebar, me)} me={me} />
        ))}
        <Rest pages={pages}>{t("No calls yet. The buttons at the top of a conversation begin one.")}</Rest>
      </ul>
    </div>
  );
}
