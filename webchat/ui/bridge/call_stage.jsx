// Where calls are drawn: nothing before the first one.
import { lazy, Suspense } from "react";
import * as calls from "./calls.js";
import { useStore } from "./group_parts.jsx";

const Screens = lazy(() => import("./call_screens.jsx"));

export function CallStage() {
  const [held, session, view] = [useStore("calls"), useStore("session"), useStore("view")];
  const wanted = view.call_open || calls.ringingCall(held, session, view);
  return wanted ? <Suspense fallback={null}><Screens /></Suspense> : null;
}
