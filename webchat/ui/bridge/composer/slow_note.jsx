// Above the composer of a group in slow mode: how long members wait, and for how long still.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { put } from "../base/store.js";
import { useStore } from "../base/use_store.js";
import { pauseOf, slowLeft, spanOf } from "./slow_mode.js";

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
  const said = left ? t("Slow mode: you can write again in {span}.", { span: spanOf(left) }) : t("Slow mode: one message every {span}.", { span: spanOf(pause) });
  return (
    <p className="slow-note" role="status" aria-live="off">
      {said}
    </p>
  );
}
