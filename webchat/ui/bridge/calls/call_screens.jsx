// Whatever there is to be seen of a call on this page; the chunk that is loaded with the first one.
import { useEffect } from "react";
import { useStore } from "../base/use_store.js";
import { learn } from "../parts/who.js";
import { titleOf } from "../sidebar/list.js";
import * as aside from "./call_aside.js";
import { Incoming, Preview } from "./call_dialogs.jsx";
import { view as callView } from "./call_now.js";
import { useCall } from "./call_parts.jsx";
import { CallBar, CallWindow, pictureOfOthers, Voices } from "./call_window.jsx";
import * as calls from "./calls.js";

export default function CallScreens() {
  const [held, session, view, sidebar] = [useStore("calls"), useStore("session"), useStore("view"), useStore("sidebar")];
  useStore("people");
  const now = useCall();
  const incoming = calls.ringingCall(held, session, view);
  useEffect(() => incoming && learn([incoming.initiator_id]), [incoming?.id]);
  const conversation = now && sidebar[`c:${now.conversation_id}`];
  const shown = now ? pictureOfOthers(now, callView()) : null;
  useEffect(() => aside.follow(shown), [shown]);
  const title = conversation ? titleOf(conversation) : "";
  return (
    <>
      {now && now.phase === "preview" ? <Preview now={now} /> : null}
      {now && now.phase !== "preview" && !now.minimised ? <CallWindow now={now} title={title} /> : null}
      {now && now.phase !== "preview" && now.minimised ? <CallBar now={now} title={title} /> : null}
      {now ? <Voices now={now} /> : null}
      {incoming ? <Incoming key={incoming.id} one={incoming} /> : null}
    </>
  );
}
