// Lists that come in pages.
import { useEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";

const ASK_MS = 150;

/** The items of a list in pages: {items, more, next()}; asked anew when `path` or `sign` changes. */
export function usePages(path, sign = "") {
  const [held, setHeld] = useState({ items: null, next: null });
  const asked = useRef(0);
  const load = async (cursor) => {
    const turn = (asked.current += 1);
    const page = await ask("GET", path + (cursor ? `${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}` : "")).catch(() => null);
    if (turn !== asked.current) return;
    setHeld((before) => ({ items: [...(cursor ? before.items : []), ...(page?.items ?? [])], next: page?.next ?? null, failed: !page }));
  };
  useEffect(() => {
    const timer = setTimeout(load, held.items ? ASK_MS : 0);
    return () => clearTimeout(timer);
  }, [path, sign]);
  return { ...held, more: Boolean(held.next), loadMore: () => load(held.next) };
}

/** Says when it comes into view, so that a list goes on. */
export function Further({ onSeen }) {
  const ref = useRef(null);
  const latest = useRef(onSeen);
  latest.current = onSeen;
  useEffect(() => {
    const watch = new IntersectionObserver(([seen]) => seen.isIntersecting && latest.current(), { rootMargin: "200px" });
    watch.observe(ref.current);
    return () => watch.disconnect();
  });
  return (
    <p ref={ref} className="quiet further">
      {t("Loading…")}
    </p>
  );
}
