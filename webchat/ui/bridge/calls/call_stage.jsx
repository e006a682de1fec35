// Where calls are drawn: nothing before the first one.
import { lazy, Suspense } from "react";
import { useStore } from "../base/use_store.js";
import * as calls from "./calls.js";

const Screens = lazy(() => import("./call_screens.jsx"));

export function CallStage() {
  const [held, session, view] = [useStore("calls"), useStore("session"), useStore("view")];
  const wanted = view.call_open || calls.ringingCall(held, session, view);
  return wanted ? <Suspense fallback={null}><Screens /></Suspense> : null;
}
