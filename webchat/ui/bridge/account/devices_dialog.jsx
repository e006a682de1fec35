// Where one is signed in.
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { openGroupDialog } from "../base/dialogs.js";
import { ask } from "../base/rest.js";
import { Head, Problem } from "../parts/forms.jsx";
import { Rest, usePages } from "../parts/pages.jsx";
import { momentLabel } from "../parts/shape.js";
import { useWork } from "../parts/work.js";
import { deviceName } from "./device_names.js";

const nameOf = (device) => deviceName(device.name) || (device.kind === "cookie" ? t("A browser") : t("A program"));

const Device = ({ device, busy, end }) => (
  <li className="listed whole" aria-label={nameOf(device)}>
    <div className="words">
      <b>{nameOf(device)}</b>
      <span className="quiet">{device.current ? t("This device") : t("Last used {time}", { time: momentLabel(device.last_used_at) })}</span>
    </div>
    {device.current ? null : (
      <button type="button" className="button plain small" disabled={busy} onClick={() => end(device)}>
        {t("Sign out")}
      </button>
    )}
  </li>
);

export function Devices() {
  const [turn, setTurn] = useState(0);
  const pages = usePages("users/me/sessions", String(turn));
  const [end, ending, problem] = useWork(async (device) => {
    await ask("DELETE", `users/me/sessions/${device.id}`);
    setTurn((before) => before + 1);
  });
  return (
    <div className="dialog-form">
      <Head title={t("Devices")} />
      <Problem text={problem} />
      <ul className="directory" aria-label={t("Devices")}>
        {pages.items?.toSorted((one, other) => other.current - one.current).map((device) => (
          <Device key={device.id} device={device} busy={ending} end={end} />
        ))}
        <Rest pages={pages} />
      </ul>
      <button type="button" className="button" onClick={() => openGroupDialog("link_device")}>
        {t("Continue on another device")}
      </button>
    </div>
  );
}
