// GIFs of the service that the operator chose, by way of our own server: a chunk of its own, loaded when it is opened.
import { useEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { serverUrl } from "../base/backend.js";
import { ask } from "../base/rest.js";
import { roam, STEPS } from "../parts/popover.js";

const PAUSE_MS = 350;
const NAMES = { giphy: "GIPHY", tenor: "Tenor" };
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function NoGifs({ toStickers }) {
  return (
    <div className="no-gifs">
      <h3>{t("GIF search is off")}</h3>
      <p>{t("This server is connected to no GIF service, so what you look for stays here. Attach a GIF that you have as a file, paste its link, or say it with a sticker.")}</p>
      <button type="button" className="button plain" onClick={toStickers}>
        {t("Pick a sticker")}
      </button>
    </div>
  );
}

// A moving picture keeps still for those who asked for rest: it is drawn once.
function Preview({ gif }) {
  const canvas = useRef(null);
  if (!still()) return <img src={serverUrl(gif.preview_url)} alt="" width={gif.width} height={gif.height} loading="lazy" draggable={false} />;
  const draw = (event) => canvas.current?.getContext("2d").drawImage(event.target, 0, 0, gif.width, gif.height);
  return (
    <>
      <canvas ref={canvas} width={gif.width} height={gif.height} />
      <img src={serverUrl(gif.preview_url)} alt="" hidden onLoad={draw} />
    </>
  );
}

// Two columns, each GIF into the one that is shorter so far.
function columnsOf(gifs) {
  const columns = [[], []];
  const heights = [0, 0];
  gifs.forEach((gif, place) => {
    const at = heights[0] <= heights[1] ? 0 : 1;
    columns[at].push({ gif, place });
    heights[at] += gif.height / gif.width;
  });
  return columns;
}

function useSearch() {
  const [words, setWords] = useState("");
  const [found, setFound] = useState(null); // {items, next, provider}
  const [failed, setFailed] = useState(false);
  const asked = useRef(0);
  const load = async (cursor, before) => {
    const mine = (asked.current += 1);
    setFailed(false);
    try {
      const page = await ask("GET", `gifs?${new URLSearchParams({ q: words.trim(), cursor })}`);
      if (mine === asked.current) setFound({ ...page, items: [...before, ...page.items] });
    } catch {
      if (mine === asked.current) setFailed(true);
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => (setFound((old) => old && { ...old, items: null }), load("", [])), found ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [words]);
  const more = () => load(found.next, found.items);
  return { words, setWords, found, failed, more, again: () => load("", []) };
}

function Grid({ items, take, taking }) {
  const move = (event) => {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const [left, right] = [...event.currentTarget.children].map((one) => [...one.children]);
    const column = left.includes(document.activeElement) ? left : right;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      column[column.indexOf(document.activeElement) + step]?.focus();
      event.preventDefault();
    } else if (STEPS[event.key]) {
      const other = column === left ? right : left;
      other[Math.min(column.indexOf(document.activeElement), other.length - 1)]?.focus();
      event.preventDefault();
    } else roam(buttons, event);
  };
  return (
    <div className="gif-grid" onKeyDown={move}>
      {columnsOf(items).map((column, at) => (
        <div key={at}>
          {column.map(({ gif, place }) => (
            <button key={gif.id} type="button" tabIndex={place ? -1 : 0} aria-label={gif.title || t("GIF")} title={gif.title} style={{ aspectRatio: `${gif.width} / ${gif.height}` }} aria-busy={taking === gif.id} disabled={Boolean(taking)} onClick={() => take(gif)}>
              <Preview gif={gif} />
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function Content({ search, take, taking }) {
  const { found, failed, again, more } = search;
  if (failed) {
    return (
      <div className="no-gifs" role="status">
        <p>{t("The GIF service does not answer.")}</p>
        <button type="button" className="button plain" onClick={again}>
          {t("Try again")}
        </button>
      </div>
    );
  }
  if (!found?.items) return <p className="quiet" role="status">{t("Loading…")}</p>;
  if (!found.items.length) return <p className="quiet" role="status">{t("No GIFs for these words.")}</p>;
  return (
    <>
      <Grid items={found.items} take={take} taking={taking} />
      {found.next ? (
        <button type="button" className="button plain more-gifs" onClick={more}>
          {t("More GIFs")}
        </button>
      ) : null}
    </>
  );
}

/** `send(media)` gets the GIF as a file of ours; `toStickers()` is the way on where there is no service. */
export default function Gifs({ send, toStickers }) {
  const search = useSearch();
  const [taking, setTaking] = useState("");
  const [problem, setProblem] = useState("");
  const field = useRef(null);
  const on = Boolean(search.found?.provider);
  useEffect(() => {
    if (on && window.matchMedia("(hover: hover)").matches) field.current.focus({ preventScroll: true });
  }, [on]);
  if (search.found && !on) return <NoGifs toStickers={toStickers} />;
  const take = async (gif) => {
    setTaking(gif.id);
    setProblem("");
    try {
      send(await ask("POST", "gifs", { id: gif.id }));
    } catch (error) {
      setTaking("");
      setProblem(error.message || t("No answer from the server."));
    }
  };
  return (
    <div className="gifs">
      <div className="picker-top">
        <input ref={field} type="search" className="field" aria-label={t("Search GIFs")} placeholder={t("Search GIFs")} maxLength={100} value={search.words} onChange={(event) => search.setWords(event.target.value)} />
      </div>
      <div className="gif-view" role="region" aria-label={t("GIFs")} tabIndex={0}>
        <Content search={search} take={take} taking={taking} />
      </div>
      {problem ? <p className="gif-problem" role="alert">{problem}</p> : null}
      {on ? <p className="gif-foot">{t("Powered by {name}", { name: NAMES[search.found.provider] })}</p> : null}
    </div>
  );
}
