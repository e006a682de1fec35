// Where calls are drawn: nothing before the first one.
import { useStore } from "../base/use_store.js";
import { Later } from "../parts/later.jsx";
import * as calls from "./calls.js";

const load = () => import("./call_screens.jsx");

export function CallStage() {
  const [held, session, view] = [useStore("calls"), useStore("session"), useStore("view")];
  const wanted = view.call_open || calls.ringingCall(held, session, view);
  // That it could not be loaded says the way that makes the call.
  return wanted ? <Later load={load} waiting={null} missing={null} /> : null;
}
