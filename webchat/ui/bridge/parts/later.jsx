// Code that comes when it is needed first. Where it cannot come (no line, or the server has a newer build by now) that is
// said in its place, and the page around it goes on.
import { useEffect, useReducer } from "react";
import { t } from "$/public/i18n.js";
import { isConnected } from "../base/connection.js";
import { NotCome } from "./failed.jsx";

const parts = new Map(); // by what loads it: { Content, failed, failures }

function partOf(load) {
  if (!parts.has(load)) parts.set(load, { Content: null, failed: false, failures: 0 });
  return parts.get(load);
}

/** What loads one export of a module; to be made once, not while drawing. */
export const from = (load, name) => () => load().then((module) => ({ default: module[name] }));

/** Draws what `load` brings, with the other properties; until then `waiting`, and `missing` where it cannot come. */
export function Later({ load, waiting = <p className="quiet">{t("Loading…")}</p>, missing, ...rest }) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const part = partOf(load);
  const bring = async () => {
    part.failed = false;
    redraw();
    try {
      part.Content = (await load()).default;
    } catch {
      part.failed = true;
      part.failures += 1;
    }
    redraw();
  };
  useEffect(() => {
    if (!part.Content) bring();
  }, [load]);
  // A browser may remember that a file did not come; and of an older build it never will.
  const again = () => (part.failures > 1 && isConnected() ? window.location.reload() : bring());
  if (part.Content) return <part.Content {...rest} />;
  if (!part.failed) return waiting;
  if (missing !== undefined) return missing;
  return <NotCome again={again} />;
}
