// The column beside the timeline; what stands in it is a chunk of its own.
import { useEffect, useRef } from "react";
import { t } from "$/public/i18n.js";
import { put } from "../base/store.js";
import { Icon } from "../parts/icon.jsx";
import { Later } from "../parts/later.jsx";
import { closeDetails } from "./opening.js";

const load = () => import("./details_panel.jsx");
const COVERS = "(max-width: 1179px)"; // there it lies over the timeline: see details.css

export function Details({ shown, open, ...rest }) {
  const ref = useRef(null);
  const visible = shown && open > 0;
  useEffect(() => {
    if (visible) ref.current.focus({ preventScroll: true });
  }, [visible]);
  useEffect(() => {
    if (!open || window.matchMedia(COVERS).matches) put("view", { details: false });
  }, [open]);
  if (!visible) return null;
  const escape = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    closeDetails();
  };
  return (
    <aside {...rest} ref={ref} tabIndex={-1} aria-label={t("Details")} onKeyDown={escape}>
      <header className="details-head">
        <h2>{t("Details")}</h2>
        <button type="button" className="icon-button" aria-label={t("Close details")} title={t("Close details")} onClick={closeDetails}>
          <Icon name="close" />
        </button>
      </header>
      <Later key={open} load={load} id={open} />
    </aside>
  );
}
