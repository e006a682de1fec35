// What the details and the dialogs of groups share.
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { t } from "$/public/i18n.js";
import { reasonOf } from "./groups.js";
import { ask } from "./rest.js";
import { read, subscribe } from "./store.js";

const ASK_MS = 150;
const NOTHING = {};
export const PATHS = {
  close: "M6 6l12 12M18 6 6 18",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  add: "M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM3 20c.8-4 3.500-5.500 7-5.500 1.500 0 3 .3 4 1M18 14v7M14.500 17.500h7",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1.200 1.200M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1.200-1.200",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0ZM12 17v4",
  pen: "M12 20h9M16.5 3.5a2.1 2.1 0 0 1 3 3L7 19l-4 1 1-4Z",
  leave: "M15 4h4v16h-4M10 8l-4 4 4 4M6 12h10",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.700 5.700l12.600 12.600",
  flag: "M6 21V4h12l-2.500 4 2.500 4H6",
  trash: "M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5",
};

/** A substate of the page's store, live. */
export const useStore = (which) => useSyncExternalStore((heard) => subscribe(which, heard), () => read(which), () => NOTHING);

// Where these point depends on which way one reads.
const TURNED = ["leave"];

export const Icon = ({ name }) => (
  <svg className={TURNED.includes(name) ? "icon turned" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);

export const Switch = ({ label, on, set }) => (
  <label className="switch">
    <span>{label}</span>
    <input type="checkbox" role="switch" checked={on} onChange={(event) => set(event.target.checked)} />
  </label>
);

/** Several lines of text under a label. */
export function Lines({ label, set, ...rest }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="field lines" rows={2} dir="auto" onChange={(event) => set(event.target.value)} {...rest} />
    </div>
  );
}

/** One choice of a list under a label. */
export function Choose({ label, value, set, options }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={(event) => set(event.target.value)}>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** `work` once at a time: [run, busy, problem]. */
export function useWork(work) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const run = async (...given) => {
    setBusy(true);
    setProblem("");
    try {
      await work(...given);
    } catch (error) {
      setProblem(reasonOf(error));
    }
    setBusy(false);
  };
  return [run, busy, problem];
}

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
