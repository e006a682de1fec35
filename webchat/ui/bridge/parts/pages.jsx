// Lists that come in pages.
import { useEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Failed } from "./failed.jsx";

const ASK_MS = 150;
const NOTHING = { items: null, next: null };

/**
 * The items of a list in pages: {items, more, loadMore(), failed, again()}; asked anew when `path` or `sign` changes.
 * `items` is null until the first answer, and without a path; what is held stays where another page fails.
 */
export function usePages(path, sign = "") {
  const [held, setHeld] = useState(NOTHING);
  const asked = useRef(0);
  const load = async (cursor) => {
    const turn = (asked.current += 1);
    setHeld((before) => ({ ...before, failed: false }));
    const page = await ask("GET", path + (cursor ? `${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}` : "")).catch(() => null);
    if (turn !== asked.current) return;
    setHeld((before) => (page ? { items: [...(cursor ? before.items : []), ...page.items], next: page.next ?? null, failed: false } : { ...before, failed: true, at: cursor }));
  };
  const forget = () => {
    asked.current += 1;
    setHeld(NOTHING);
  };
  useEffect(() => {
    if (!path) return forget();
    const timer = setTimeout(() => load(null), held.items ? ASK_MS : 0);
    return () => clearTimeout(timer);
  }, [path, sign]);
  return { ...held, more: Boolean(held.next) && !held.failed, loadMore: () => load(held.next), again: () => load(held.at) };
}

function restOf(pages, none) {
  if (pages.failed) return <Failed again={pages.again} />;
  if (pages.more) return <Further onSeen={pages.loadMore} />;
  if (!pages.items) return <p className="quiet">{t("Loading…")}</p>;
  return pages.items.length || !none ? null : <p className="quiet">{none}</p>;
}

/** The last of a list in pages, or all of it: that more comes, that it could not come, or in words that there is none. */
export function Rest({ pages, as: Tag = "li", children }) {
  const rest = restOf(pages, children);
  return rest ? <Tag>{rest}</Tag> : null;
}

/** Says when it comes into view, so that a list goes on; again when what that began is done, and it still is in view. */
export function Further({ onSeen }) {
  const ref = useRef(null);
  const latest = useRef(onSeen);
  const [round, setRound] = useState(0);
  latest.current = onSeen;
  useEffect(() => {
    const look = ([seen]) => {
      if (!seen.isIntersecting) return;
      watch.disconnect();
      Promise.resolve(latest.current()).finally(() => setRound(round + 1));
    };
    const watch = new IntersectionObserver(look, { rootMargin: "200px" });
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [round]);
  return (
    <p ref={ref} className="quiet further">
      {t("Loading…")}
    </p>
  );
}
