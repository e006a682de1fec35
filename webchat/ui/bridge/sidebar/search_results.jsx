// The scrolling results: a phone hides them while a conversation is looked at, and they come back as they were.
import { useLayoutEffect, useRef } from "react";
import { t } from "$/public/i18n.js";
import { moveInResults, scrollResults } from "./search.js";

export function SearchResults({ open, children, ...rest }) {
  const ref = useRef(null);
  const place = useRef(0);
  useLayoutEffect(() => {
    if (ref.current.offsetParent) ref.current.scrollTop = place.current;
  }, [open]);
  const scroll = (event) => {
    if (event.currentTarget.offsetParent) place.current = event.currentTarget.scrollTop;
    scrollResults(event);
  };
  return (
    <div {...rest} ref={ref} role="region" aria-label={t("Search results")} onScroll={scroll} onKeyDown={moveInResults}>
      {children}
    </div>
  );
}
