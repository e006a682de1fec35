// Above the composer of a group in slow mode: how long members wait, and for how long still.
import { useEffect, useState } from "react";
import { span, t } from "$/public/i18n.js";
import { put } from "../base/store.js";
import { useStore } from "../base/use_store.js";
import { pauseOf, slowLeft } from "./slow_mode.js";

// Nobody counts the seconds of a quarter of an hour.
function rounded(seconds) {
  const step = seconds > 2 * 3600 ? 3600 : seconds > 120 ? 60 : 1;
  return Math.ceil(seconds / step) * step;
}

export function SlowNote({ open }) {
  useStore("sidebar");
  useStore("timeline");
  const [, tick] = useState(0);
  const pause = open ? pauseOf(open) : 0;
  const left = pause ? slowLeft(open) : 0;
  useEffect(() => {
    if (!left) return;
    const timer = setTimeout(() => tick((before) => before + 1), 1000);
    return () => clearTimeout(timer);
  });
  const waits = left > 0;
  useEffect(() => {
    put("view", { slow: waits });
    return () => put("view", { slow: false });
  }, [waits]);
  if (!pause) return null;
  const said = left ? t("Slow mode: you can write again in {span}.", { span: span(rounded(left)) }) : t("Slow mode: {span} between messages.", { span: span(pause) });
  return (
    <p className="slow-note" role="status" aria-live="off">
      {said}
    </p>
  );
}
