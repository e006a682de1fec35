// What was shared in a conversation: pictures and films, files, links, voice; by month, live, by pages as one scrolls.
import { useEffect, useMemo, useRef, useState } from "react";
import { dateFormat, number, t } from "$/public/i18n.js";
import { ticketed } from "../base/embedded.js";
import { useStore } from "../base/use_store.js";
import { sizeLabel } from "../media/file_limits.js";
import { countShelves, joined, keyOf, loadShelf } from "../media/gallery.js";
import { openShared } from "../media/lightbox.js";
import { timeLabel } from "../media/media.js";
import { Player } from "../media/player.jsx";
import { Further } from "../parts/pages.jsx";
import { listTime } from "../parts/shape.js";
import { Links, go } from "./details_lists.jsx";

const MONTH = dateFormat({ month: "long", year: "numeric" });
const TABS = ["media", "files", "links", "voice"];
const MOST = 9999;
const titleOf = (tab) => ({ media: t("Media"), files: t("Files"), links: t("Links"), voice: t("Voice") })[tab];
const EMPTY = { media: t("Pictures and videos that are shared here are gathered in this place."), files: t("Files that are shared here are gathered in this place."), voice: t("Voice messages are gathered in this place.") };

// The pages of a shelf, with what this page learned since.
function useShelf(id, shelf) {
  const arrived = useStore("session").arrived_rx_state_;
  const timeline = useStore("timeline");
  const [held, setHeld] = useState({ listed: null, next: null, failed: false });
  const turn = useRef(0);
  const load = async (cursor) => {
    const mine = (turn.current += 1);
    const page = await loadShelf(id, shelf, { cursor }).catch(() => null);
    if (mine !== turn.current) return;
    setHeld((before) => (page ? { listed: [...(cursor ? before.listed : []), ...page.items], next: page.next, failed: false } : { ...before, failed: true }));
  };
  useEffect(() => {
    load();
    return () => (turn.current += 1);
  }, [id, shelf, arrived]);
  const items = useMemo(() => held.listed && joined(id, shelf, held.listed, held.next), [held, timeline, id, shelf]);
  return { ...held, items, retry: () => load(held.next), loadMore: () => load(held.next) };
}

function byMonth(items) {
  const months = [];
  for (const one of items) {
    const title = MONTH.format(new Date(one.created_at));
    if (months.at(-1)?.title !== title) months.push({ title, items: [] });
    months.at(-1).items.push(one);
  }
  return months;
}

const placeholder = (file) => ({ backgroundImage: file.placeholder ? `url("${file.placeholder}")` : "none" });

const Square = ({ id, one }) => (
  <button type="button" className="square" style={placeholder(one.media)} aria-label={one.media.filename} onClick={(event) => openShared(id, one, event.currentTarget)}>
    {one.media.thumbnail_url ? <img src={ticketed(one.media.thumbnail_url)} alt="" loading="lazy" decoding="async" /> : null}
    {one.media.kind === "video" ? <span className="tile-length">{timeLabel(one.media.duration)}</span> : null}
  </button>
);

const SharedFile = ({ id, one }) => (
  <div className="shared-file">
    <a href={ticketed(one.media.url)} download={one.media.filename} aria-label={t("Download {name}", { name: one.media.filename })}>
      <span className="file-badge" style={placeholder(one.media)} aria-hidden="true">
        {one.media.thumbnail_url ? <img src={ticketed(one.media.thumbnail_url)} alt="" loading="lazy" /> : /\.([^.]{1,4})$/.exec(one.media.filename)?.[1].toUpperCase() ?? t("FILE")}
      </span>
      <span className="file-about">
        <b dir="auto">{one.media.filename}</b>
        <span className="quiet">{one.media.duration ? `${timeLabel(one.media.duration)} · ` : ""}{sizeLabel(one.media.size)}</span>
      </span>
    </a>
    <Jump id={id} one={one} />
  </div>
);

const Voice = ({ id, one }) => (
  <div className="shared-file">
    <span className="file-about">
      <b dir="auto">{one.sender.display_name}</b>
      <Player messageId={one.message_id} url={one.media.url} name={one.media.filename} seconds={one.media.duration ?? 0} waveform={one.media.waveform} voice from={{ seq: one.seq, conversation_id: id, who: one.sender.display_name }} />
    </span>
    <Jump id={id} one={one} />
  </div>
);

const Jump = ({ id, one }) => (
  <button type="button" className="shared-jump" title={t("Show in chat")} aria-label={t("Show {name} in chat", { name: one.media.filename })} onClick={() => go(id, one.seq)}>
    <time dateTime={one.created_at}>{listTime(new Date(one.created_at), Date.now())}</time>
  </button>
);

const ENTRIES = { media: Square, files: SharedFile, voice: Voice };

function Shelf({ id, shelf }) {
  const { items, next, failed, loadMore, retry } = useShelf(id, shelf);
  const Entry = ENTRIES[shelf];
  const again = (
    <p className="quiet" role="alert">
      {t("This list could not be loaded.")}{" "}
      <button type="button" className="button small" onClick={retry}>{t("Try again")}</button>
    </p>
  );
  if (!items) return failed ? again : <div className="squares loading" aria-label={t("Loading…")}>{Array.from({ length: 9 }, (_, i) => <span key={i} className="square" />)}</div>;
  if (!items.length && !next) return <p className="quiet shelf-empty">{EMPTY[shelf]}</p>;
  return (
    <>
      {byMonth(items).map((month) => (
        <section key={month.title} aria-label={month.title}>
          <h4>{month.title}</h4>
          <div className={shelf === "media" ? "squares" : "shared-files"}>
            {month.items.map((one) => <Entry key={keyOf(one)} id={id} one={one} />)}
          </div>
        </section>
      ))}
      {failed ? again : next ? <Further onSeen={loadMore} /> : null}
    </>
  );
}

// Counts are asked for again when a message with files comes, or goes.
function useCounts(id) {
  const timeline = useStore("timeline");
  const arrived = useStore("session").arrived_rx_state_;
  const [counts, setCounts] = useState({});
  const sign = useMemo(() => Object.values(timeline).filter((one) => one?.conversation_id === id && one.seq && one.media?.length && !one.deleted_at).map((one) => one.id).join(), [timeline, id]);
  useEffect(() => {
    let wanted = true;
    countShelves(id).then((found) => wanted && setCounts(found), () => {});
    return () => (wanted = false);
  }, [id, sign, arrived]);
  return counts;
}

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export function Gallery({ id }) {
  const [tab, setTab] = useState("media");
  const counts = useCounts(id);
  const list = useRef(null);
  const press = (event) => {
    const step = STEPS[event.key] * (getComputedStyle(list.current).direction === "rtl" ? -1 : 1);
    if (!step) return;
    event.preventDefault();
    const to = (TABS.indexOf(tab) + step + TABS.length) % TABS.length;
    setTab(TABS[to]);
    list.current.children[to].focus();
  };
  return (
    <section className="gallery" aria-label={t("Shared here")}>
      <div ref={list} className="gallery-tabs" role="tablist" aria-label={t("Shared here")} onKeyDown={press}>
        {TABS.map((one) => (
          <button key={one} type="button" role="tab" id={`shelf-tab-${one}`} aria-controls="shelf" aria-selected={one === tab} tabIndex={one === tab ? 0 : -1} onClick={() => setTab(one)}>
            {titleOf(one)} {counts[one] ? <span className="quiet">{counts[one] >= MOST ? `${number(MOST)}+` : number(counts[one])}</span> : null}
          </button>
        ))}
      </div>
      <div id="shelf" role="tabpanel" aria-labelledby={`shelf-tab-${tab}`}>
        {tab === "links" ? <Links id={id} /> : <Shelf key={`${id}:${tab}`} id={id} shelf={tab} />}
      </div>
    </section>
  );
}
