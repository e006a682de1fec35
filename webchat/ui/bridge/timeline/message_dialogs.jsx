// Dialogs about messages: who has seen one, what it said before, where to forward it, what one saved.
import { useEffect, useState, useSyncExternalStore } from "react";
import { t, tn } from "$/public/i18n.js";
import { onConnection } from "../base/connection.js";
import { closeDialog, findPeople, openSettingsAt } from "../base/dialogs.js";
import { server } from "../base/server.js";
import { put, read, subscribe } from "../base/store.js";
import { shareWith } from "../composer/share.js";
import { Avatar } from "../parts/avatar.jsx";
import { Head } from "../parts/forms.jsx";
import { presentOf } from "../parts/names.js";
import { keyInPeopleField, moveAmongPeople } from "../parts/people_keys.js";
import { dayLabel, hourOf, listTime } from "../parts/shape.js";
import { foundPeople, pictureOf, titleOf } from "../sidebar/list.js";
import { canAsk, lineOf, messageOf } from "./held.js";
import { MessageText } from "./message_text.jsx";
import { confirmRemove, star } from "./messages.js";
import { jumpTo } from "./places.js";

const use = (which) => useSyncExternalStore((heard) => subscribe(which, heard), () => read(which), () => ({}));
const momentOf = (iso) => t("{before}, {next}", { before: dayLabel(new Date(iso), Date.now()), next: hourOf(new Date(iso)) });

const Loading = () => <p className="quiet">{t("Loading…")}</p>;

function More({ next, ask }) {
  if (!next) return null;
  return (
    <button type="button" className="button plain" onClick={ask}>
      {t("Show more")}
    </button>
  );
}

function Seen({ title, people, time }) {
  if (!people.length) return null;
  return (
    <section>
      <h3>{t("{title} · {count}", { title, count: people.length })}</h3>
      <ul className="seen">
        {people.map((one) => (
          <li key={one.user.id}>
            <Avatar id={one.user.id} name={one.user.display_name} url={one.user.avatar_url} size="s" />
            <span className="title" dir="auto">
              {one.user.display_name}
            </span>
            {one[time] ? <time dateTime={one[time]}>{momentOf(one[time])}</time> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Info({ id }) {
  const { info } = use("messages");
  const message = messageOf(id);
  const people = use("people");
  const items = (info?.items ?? []).map((one) => ({ ...one, user: presentOf(people, one.user) }));
  const ask = () => server.loadReceipts({ message_id: id, cursor: info.next });
  return (
    <>
      <Head title={t("Message info")} />
      {message ? (
        <p className="about-message" dir="auto">
          {lineOf(message)}
          <time dateTime={message.created_at}>{t("Sent: {time}", { time: momentOf(message.created_at) })}</time>
        </p>
      ) : null}
      {info ? (
        <div className="dialog-list" tabIndex={0} role="region" aria-label={t("Message info")}>
          {info.hidden ? (
            <>
              <p className="quiet">{t("Your read receipts are switched off, so you do not see who has read this.")}</p>
              <button type="button" className="button plain" onClick={() => openSettingsAt("receipts")}>
                {t("Open the settings")}
              </button>
            </>
          ) : null}
          <Seen title={t("Read by")} people={items.filter((one) => one.read)} time="read_at" />
          <Seen title={t("Delivered to")} people={items.filter((one) => !one.read && one.delivered)} time="delivered_at" />
          <Seen title={t("Not yet delivered")} people={items.filter((one) => !one.delivered)} />
          {items.length ? null : <p className="quiet">{t("Nobody else was here when this was written.")}</p>}
          <More next={info.next} ask={ask} />
        </div>
      ) : (
        <Loading />
      )}
    </>
  );
}

function History({ id }) {
  const all = use("messages")[`h:${id}`];
  return (
    <>
      <Head title={t("Edit history")} />
      {all ? (
        <div className="dialog-list" tabIndex={0} role="region" aria-label={t("Edit history")}>
          <ol className="revisions">
          {[...all].reverse().map((one, place) => (
            <li key={one.version}>
              <time dateTime={one.at}>{place ? momentOf(one.at) : t("{time} · now", { time: momentOf(one.at) })}</time>
              <MessageText html={one.html} text={one.body} rowKey={`h:${id}:${one.version}`} />
            </li>
          ))}
          </ol>
        </div>
      ) : (
        <Loading />
      )}
    </>
  );
}

function Saved() {
  const { list } = use("messages");
  const sidebar = use("sidebar");
  const open = (one) => {
    closeDialog();
    jumpTo(one.conversation_id, one.seq);
  };
  const drop = (one) => {
    star(one.id, false);
    put("messages", { list: { ...list, items: list.items.filter((other) => other !== one) } });
  };
  return (
    <>
      <Head title={t("Saved messages")} />
      {list ? (
        <div className="dialog-list" tabIndex={0} role="region" aria-label={t("Saved messages")}>
          <ul className="saved">
          {list.items.map((one) => (
            <li key={one.id}>
              <button type="button" className="person" onClick={() => open(one)}>
                <Avatar id={one.sender.id} name={one.sender.display_name} url={one.sender.avatar_url} />
                <span className="mid">
                  <b dir="auto">
                    {one.sender.display_name}
                    <span className="quiet">{sidebar[`c:${one.conversation_id}`] ? ` · ${titleOf(sidebar[`c:${one.conversation_id}`])}` : ""}</span>
                  </b>
                  <span dir="auto">{lineOf(one)}</span>
                </span>
                <time dateTime={one.created_at}>{listTime(new Date(one.created_at), Date.now())}</time>
              </button>
              <button type="button" className="icon-button" aria-label={t("Remove from saved")} title={t("Remove from saved")} onClick={() => drop(one)}>
                <svg viewBox="0 0 24 24" className="icon" aria-hidden="true">
                  <path d="M6 6l12 12M18 6 6 18" />
                </svg>
              </button>
            </li>
          ))}
          </ul>
          {list.items.length ? null : <p className="quiet">{t("Nothing saved yet. Choose “Save message” in the menu of a message.")}</p>}
          <More next={list.next} ask={() => server.loadSaved({ cursor: list.next })} />
        </div>
      ) : (
        <Loading />
      )}
    </>
  );
}

// Conversations that one has, then people that one has none with.
function placesFor(sidebar, people, query) {
  const wanted = query.trim().toLowerCase();
  const own = Object.entries(sidebar)
    .filter(([key, value]) => key.startsWith("c:") && value)
    .map(([, value]) => ({ key: `c${value.id}`, conversation_id: value.id, title: titleOf(value), hue: value.peer?.id ?? value.id, avatar_url: pictureOf(value), peer: value.peer?.id, at: sidebar[`l:${value.id}`]?.created_at ?? value.created_at }))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const known = new Set(own.map((one) => one.peer));
  const found = wanted ? foundPeople(people).filter((one) => !known.has(one.id)).map((one) => ({ key: `u${one.id}`, user_id: one.id, title: one.display_name, hue: one.id, avatar_url: one.avatar_url })) : [];
  return [...own.filter((one) => one.title.toLowerCase().includes(wanted)), ...found];
}

const MOST = 20;

function Place({ one, chosen, full, toggle, ...rest }) {
  return (
    <label className="person" {...rest}>
      <input type="checkbox" checked={chosen} disabled={full && !chosen} onChange={() => toggle(one)} />
      <Avatar id={one.hue} name={one.title} url={one.avatar_url} />
      <span className="title" dir="auto">
        {one.title}
      </span>
    </label>
  );
}

function Forward({ ids }) {
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState([]);
  const [sent, setSent] = useState(false);
  const [sidebar, people] = [use("sidebar"), use("people")];
  const { notice, toasts } = use("view");
  // What was refused is said by a toast: another try is possible.
  useEffect(() => setSent(false), [notice, toasts]);
  // The answer is lost with the line.
  useEffect(() => onConnection(() => setSent(false)), []);
  const places = placesFor(sidebar, people, query);
  const toggle = (one) => setChosen(chosen.some((other) => other.key === one.key) ? chosen.filter((other) => other.key !== one.key) : [...chosen, one]);
  const input = (event) => {
    setQuery(event.target.value);
    findPeople(event);
  };
  const submit = (event) => {
    event.preventDefault();
    if (!canAsk()) return;
    setSent(true);
    const of = (name) => chosen.map((one) => one[name]).filter(Boolean);
    server.forwardMessages({ message_ids: ids, conversation_ids: of("conversation_id"), user_ids: of("user_id") });
  };
  const held = ids.map(messageOf).filter(Boolean);
  const hidden = chosen.filter((one) => !places.some((other) => other.key === one.key));
  return (
    <>
      <Head title={tn("Forward message", "Forward {count} messages", ids.length)} />
      <form className="dialog-form" onSubmit={submit}>
        <p className="about-message" dir="auto">
          {held.length ? `${held[0].sender.display_name}: ${lineOf(held[0])}` : null}
          {held.length > 1 ? <span className="quiet">{tn("and {count} more", "and {count} more", held.length - 1)}</span> : null}
        </p>
        <input type="text" className="field" aria-label={t("Search chats and people")} placeholder={t("Search chats and people")} value={query} onChange={input} onKeyDown={keyInPeopleField} data-people-field autoFocus autoComplete="off" />
        <div className="people places" role="group" aria-label={t("Chats and people")} onKeyDown={moveAmongPeople}>
          {[...hidden, ...places].map((one) => (
            <Place key={one.key} one={one} chosen={chosen.some((other) => other.key === one.key)} full={chosen.length >= MOST} toggle={toggle} data-unfitting={hidden.includes(one) || undefined} />
          ))}
          {places.length || hidden.length ? null : <p className="quiet">{t("Nothing of this name.")}</p>}
        </div>
        <button type="submit" className="button wide" disabled={!chosen.length || sent}>
          {chosen.length > 1 ? t("Forward ({count})", { count: chosen.length }) : t("Forward")}
        </button>
      </form>
    </>
  );
}

// What another app shared goes to one conversation, where one looks at it before it is sent.
function Share() {
  const [query, setQuery] = useState("");
  const [sidebar, { shared }] = [use("sidebar"), use("view")];
  const places = placesFor(sidebar, {}, query);
  return (
    <>
      <Head title={t("Share with")} />
      <div className="dialog-form">
        <p className="about-message" dir="auto">
          {shared?.text}
          {shared?.count ? <span className="quiet">{tn("{count} file", "{count} files", shared.count)}</span> : null}
        </p>
        <input type="text" className="field" aria-label={t("Search chats")} placeholder={t("Search chats")} value={query} onChange={(event) => setQuery(event.target.value)} onKeyDown={keyInPeopleField} data-people-field autoFocus autoComplete="off" />
        <div className="people places" role="group" aria-label={t("Chats")} onKeyDown={moveAmongPeople}>
          {places.map((one) => (
            <button key={one.key} type="button" className="person" onClick={() => shareWith(one.conversation_id)}>
              <Avatar id={one.hue} name={one.title} url={one.avatar_url} />
              <span className="title" dir="auto">
                {one.title}
              </span>
            </button>
          ))}
          {places.length ? null : <p className="quiet">{t("Nothing of this name.")}</p>}
        </div>
      </div>
    </>
  );
}

function Remove({ ids, emptied }) {
  const why = emptied ? t("It has no words left. It is deleted for everyone here.") : t("Not all of this is your own. It is deleted for everyone here.");
  return (
    <>
      <Head title={tn("Delete this message?", "Delete {count} messages?", ids.length)} />
      <p>{why}</p>
      <div className="dialog-actions">
        <button type="button" className="button plain" onClick={closeDialog} autoFocus>
          {t("Cancel")}
        </button>
        <button type="button" className="button danger" onClick={confirmRemove}>
          {t("Delete")}
        </button>
      </div>
    </>
  );
}

export default function MessageDialogs({ which }) {
  const { about, forwarding = [], removing = [], emptied } = use("view");
  switch (which) {
    case "info":
      return <Info id={about} />;
    case "history":
      return <History id={about} />;
    case "saved":
      return <Saved />;
    case "forward":
      return <Forward ids={forwarding} />;
    case "share":
      return <Share />;
    case "remove":
      return <Remove ids={removing} emptied={emptied} />;
    default:
      return null;
  }
}
