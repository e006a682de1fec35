// What was pinned and which links were shared in a conversation.
import { useMemo } from "react";
import { t } from "$/public/i18n.js";
import { useStore } from "../base/use_store.js";
import { Rest, usePages } from "../parts/pages.jsx";
import { listTime } from "../parts/shape.js";
import { lineOf } from "../timeline/held.js";
import { jumpTo } from "../timeline/places.js";
import { closeDetails } from "./opening.js";

// Changes when a message that is held comes under `counts`, or leaves it: then the list is asked for anew.
function useSign(id, counts) {
  const timeline = useStore("timeline");
  return useMemo(
    () =>
      Object.values(timeline)
        .filter((one) => one?.conversation_id === id && one.sender && counts(one))
        .map((one) => one.id)
        .join(),
    [timeline, id],
  );
}

/** Show a message; where the details cover the timeline, they close. */
export function go(id, seq) {
  if (window.matchMedia("(max-width: 1179px)").matches) closeDetails();
  jumpTo(id, seq);
}

const Fold = ({ title, pages, children }) => (
  <details className="foldout">
    <summary>{title}</summary>
    {children}
    <Rest pages={pages} as="div" />
  </details>
);

const timeOf = (text) => listTime(new Date(text), Date.now());

export function Pinned({ id }) {
  const sign = useSign(id, (message) => message.pinned_at && !message.deleted_at);
  const pages = usePages(`conversations/${id}/pinned?limit=20`, sign);
  if (!pages.items?.length) return null;
  return (
    <Fold title={t("Pinned messages")} pages={pages}>
      {pages.items.map((message) => (
        <button key={message.id} type="button" className="pinned-place" onClick={() => go(id, message.seq)}>
          <b dir="auto">{message.sender.display_name}</b>
          <time dateTime={message.created_at}>{timeOf(message.created_at)}</time>
          <span dir="auto">{lineOf(message)}</span>
        </button>
      ))}
    </Fold>
  );
}

const isLink = (message) => !message.deleted_at && /<a [^>]*href/.test(message.html ?? "");

export function Links({ id }) {
  const sign = useSign(id, isLink);
  const pages = usePages(`conversations/${id}/links?limit=20`, sign);
  if (pages.items?.length === 0 && !pages.failed) return <p className="quiet shelf-empty">{t("Links that are shared here are gathered in this place.")}</p>;
  return (
    <>
      {pages.items?.map((link, i) => (
        <div key={`${link.message_id}:${i}`} className="shared-link">
          <a href={link.url} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {link.url.replace(/^https?:\/\//, "")}
          </a>
          <button type="button" onClick={() => go(id, link.seq)}>
            {t("{name}, {time}", { name: link.sender.display_name, time: timeOf(link.created_at) })}
          </button>
        </div>
      ))}
      <Rest pages={pages} as="div" />
    </>
  );
}
