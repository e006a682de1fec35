// Polls, places and contacts in the timeline.
import { useEffect, useState, useSyncExternalStore } from "react";
import { percent, t, tn } from "$/public/i18n.js";
import { serverUrl } from "../base/backend.js";
import * as sharing from "../adding/sharing.js";
import { isLive, server } from "../base/server.js";
import { read, subscribe } from "../base/store.js";
import { CallCard } from "../calls/call_card.jsx";
import { Avatar } from "../parts/avatar.jsx";
import { coordinates, MapView } from "../parts/map.jsx";
import { dayLabel, hourOf, startOfDay } from "../parts/shape.js";
import { heldPerson, learn, listed } from "../parts/who.js";
import { choose, close, isClosed, mayClose, resultsOf } from "./polls.js";

const TICK_MS = 15_000;

/** The time now, as long as it matters to what is shown. */
function useNow(until) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!until || until <= Date.now()) return undefined;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    const end = setTimeout(() => setNow(Date.now()), Math.min(until - Date.now() + 50, 2 ** 31 - 1));
    return () => (clearInterval(timer), clearTimeout(end));
  }, [until]);
  return Math.max(now, until && until <= Date.now() ? Date.now() : 0);
}

/** The hour, with its day where that is another one. */
function moment(time, now) {
  const hour = hourOf(time);
  return startOfDay(time) === startOfDay(now) ? hour : `${dayLabel(time, now)} ${hour}`;
}

function Voters({ ids }) {
  useSyncExternalStore((heard) => subscribe("people", heard), () => read("people"), () => null);
  useEffect(() => learn(ids), [ids]);
  return (
    <span className="voters" dir="auto">
      {listed(ids, ids.length)}
    </span>
  );
}

function Answer({ row, answer, closed, multiple, named }) {
  const votes = tn("{count} vote", "{count} votes", answer.ids.length);
  const share = percent(answer.share);
  return (
    <li role="none">
      <button
        type="button"
        className="answer"
        role={multiple ? "checkbox" : "radio"}
        aria-checked={answer.mine}
        aria-label={t("{answer}, {votes}, {share}", { answer: answer.text, votes, share })}
        disabled={closed || !row.id}
        onClick={() => choose(row, answer.option)}
      >
        <span className="mark" aria-hidden="true" />
        <span className="text" dir="auto">
          {answer.text}
        </span>
        <span className="share">{share}</span>
        <span className="bar" aria-hidden="true">
          <i style={{ width: `${answer.share}%` }} />
        </span>
      </button>
      {named && answer.ids.length ? <Voters ids={answer.ids} /> : null}
    </li>
  );
}

function pollNote(poll, closed, now) {
  if (closed) return t("Poll, closed");
  const kind = poll.multiple ? t("Poll, several answers") : t("Poll, one answer");
  return poll.closes_at ? t("{kind}, open until {time}", { kind, time: moment(new Date(poll.closes_at), now) }) : kind;
}

function Poll({ row }) {
  const poll = row.payload;
  const now = useNow(poll.closes_at ? new Date(poll.closes_at).getTime() : 0);
  const [named, setNamed] = useState(false);
  const closed = isClosed(poll, now);
  const { options, total } = resultsOf(poll);
  const count = tn("{count} person voted", "{count} people voted", total);
  return (
    <div className="card poll" data-closed={closed || undefined}>
      <b dir="auto">{poll.question}</b>
      <small>{pollNote(poll, closed, now)}</small>
      <ul role={poll.multiple ? "group" : "radiogroup"} aria-label={poll.question}>
        {options.map((answer) => (
          <Answer key={answer.option} row={row} answer={answer} closed={closed} multiple={poll.multiple} named={named} />
        ))}
      </ul>
      <div className="card-actions">
        {total ? (
          <button type="button" aria-expanded={named} onClick={() => setNamed(!named)}>
            {count}
          </button>
        ) : (
          <span>{closed ? t("No votes") : t("No votes yet")}</span>
        )}
        {!closed && row.id && mayClose(row) ? (
          <button type="button" onClick={() => close(row)}>
            {t("Close poll")}
          </button>
        ) : null}
      </div>
    </div>
  );
}

function liveNote(place, now) {
  const until = new Date(place.live_until);
  if (until <= now) return t("Live location ended");
  const minutes = Math.floor((now - new Date(place.updated_at ?? now)) / 60_000);
  const updated = minutes < 1 ? t("updated just now") : tn("updated {count} min ago", "updated {count} min ago", minutes);
  return t("Live until {time}, {updated}", { time: moment(until, now), updated });
}

function Place({ row }) {
  const place = row.payload;
  const now = useNow(place.live_until ? new Date(place.live_until).getTime() : 0);
  const live = Boolean(place.live_until) && new Date(place.live_until) > now;
  const figures = coordinates(place);
  const margin = place.accuracy ? tn("within {count} m", "within {count} m", Math.round(place.accuracy)) : "";
  const at = `${place.latitude},${place.longitude}`;
  const map = `https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${place.latitude}/${place.longitude}`;
  const zoom = read("view").tiles ? 15 : 4;
  return (
    <div className="card place" data-live={live || undefined}>
      <MapView view={{ latitude: place.latitude, longitude: place.longitude, zoom }} pin={place} width={320} height={160} live={live} label={t("Map with {place}", { place: place.label || figures })} />
      {place.label ? <b dir="auto">{place.label}</b> : null}
      {place.live_until ? <small className="live-note">{liveNote(place, now)}</small> : null}
      <small>{margin ? t("{before}, {next}", { before: figures, next: margin }) : figures}</small>
      <div className="card-actions">
        <a href={map} target="_blank" rel="noopener noreferrer">
          OpenStreetMap
        </a>
        <a href={`geo:${at}?q=${at}`}>{t("Maps app")}</a>
        {live && row.own && row.id ? (
          <button type="button" onClick={() => sharing.stop(row)}>
            {t("Stop sharing")}
          </button>
        ) : null}
      </div>
    </div>
  );
}

function Contact({ row }) {
  const contact = row.payload;
  const here = contact.user_id && contact.user_id !== read("session").me_id_rx_state_;
  return (
    <div className="card contact">
      <div className="who-card">
        <Avatar id={contact.user_id ?? contact.name.length * 7} name={contact.name} url={contact.user_id && heldPerson(contact.user_id)?.avatar_url} />
        <span>
          <b dir="auto">{contact.name}</b>
          <small>{contact.user_id ? t("Contact, here on WebChat") : t("Contact")}</small>
        </span>
      </div>
      {contact.phones?.map((phone) => (
        <a key={phone} href={`tel:${phone.replace(/[^+\d#*]/g, "")}`}>
          {phone}
        </a>
      ))}
      {contact.emails?.map((email) => (
        <a key={email} href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>
          {email}
        </a>
      ))}
      {row.id ? (
        <div className="card-actions">
          {here ? (
            <button type="button" onClick={() => isLive() && server.writeTo({ user_id: contact.user_id })}>
              {t("Message")}
            </button>
          ) : null}
          <a href={serverUrl(`/api/messages/${row.id}/contact.vcf`)} download={`${contact.name}.vcf`}>
            {t("Save")}
          </a>
        </div>
      ) : null}
    </div>
  );
}

const CARDS = { poll: Poll, location: Place, contact: Contact, call: CallCard };

/** What a message shows above its text, by its kind. */
export function Card({ row }) {
  const Kind = CARDS[row.kind];
  return Kind ? <Kind row={row} /> : null;
}
