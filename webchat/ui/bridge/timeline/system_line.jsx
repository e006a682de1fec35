// A quiet line of the timeline: what happened to the group.
import { read } from "../base/store.js";
import { systemParts } from "./system.js";

export function SystemLine({ row }) {
  const parts = systemParts(row.payload, row.name, row.own, read("session").me_id_rx_state_);
  return (
    <p className="system-line" dir="auto" data-key={row.key} data-seq={row.seq} data-message-id={row.id} data-kind="system">
      {parts.map(([text, named], i) => (named ? <b key={i}>{text}</b> : text))}
    </p>
  );
}
