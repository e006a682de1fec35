// How one wants to hear of messages: the section in the settings, and the bar that offers it once.
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { isEmbedded } from "../base/embedded.js";
import { put, read } from "../base/store.js";
import { useStore } from "../base/use_store.js";
import * as toasts from "../base/toasts.js";
import * as notifier from "../notices/notifier.js";
import { Problem, Switch } from "../parts/forms.jsx";
import { changeAt, useWork } from "../parts/work.js";

const DISMISSED = "webchat.notify_bar";
const NIGHT = { quiet_from: "22:00", quiet_until: "07:00" };
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

const change = (changes) => changeAt("users/me/notifications", read("view").notifications, changes, (notifications) => put("view", { notifications }));

const blocked = () => t("Notifications are blocked in this browser. Allow them beside the address of this page.");

function Here({ view }) {
  const standing = view.notify_standing ?? notifier.standing();
  if (standing === "impossible") return <p className="quiet">{t("This browser shows no notifications here. They need a secure address (https).")}</p>;
  if (standing === "denied") return <p className="quiet">{blocked()}</p>;
  if (standing === "default") {
    return (
      <>
        <p className="quiet">{t("Know who writes, even with this page closed. Your browser will ask you first.")}</p>
        <button type="button" className="button" onClick={notifier.turnOn}>
          {t("Turn on notifications")}
        </button>
      </>
    );
  }
  const how = view.push ? t("Also when WebChat is closed.") : t("Only while WebChat is open: this browser cannot be reached otherwise.");
  return (
    <>
      <Switch label={t("Notifications in this browser")} on={standing === "on"} set={(on) => (on ? notifier.turnOn() : notifier.turnOff())} />
      {standing === "on" && view.push !== undefined ? <p className="quiet">{how}</p> : null}
    </>
  );
}

const Hour = ({ label, value, set }) => (
  <label className="hour">
    <span>{label}</span>
    <input type="time" className="field" required defaultValue={value} onBlur={(event) => event.target.value && event.target.value !== value && set(event.target.value)} />
  </label>
);

function QuietHours({ wishes, set }) {
  const on = Boolean(wishes.quiet_from);
  const switched = (wanted) => set(wanted ? { ...NIGHT, time_zone: zone() } : { quiet_from: null, quiet_until: null });
  return (
    <>
      <Switch label={t("Quiet hours")} on={on} set={switched} />
      {on ? (
        <div className="hours" role="group" aria-label={t("Quiet hours")}>
          <Hour label={t("From")} value={wishes.quiet_from} set={(value) => set({ quiet_from: value, time_zone: zone() })} />
          <Hour label={t("Until")} value={wishes.quiet_until} set={(value) => set({ quiet_until: value, time_zone: zone() })} />
          <p className="quiet">{t("Nothing sounds or pops up then ({zone}).", { zone: wishes.time_zone })}</p>
        </div>
      ) : null}
    </>
  );
}

export function NotificationSettings() {
  const view = useStore("view");
  const [set, , problem] = useWork(change);
  if (isEmbedded()) return null;
  const wishes = { sound: true, previews: true, quiet_from: null, quiet_until: null, ...view.notifications };
  return (
    <section className="notification-settings" aria-label={t("Notifications")}>
      <h3>{t("Notifications")}</h3>
      <Here view={view} />
      <Switch label={t("Sound")} on={wishes.sound} set={(sound) => set({ sound })} />
      <Switch label={t("Show the text of messages")} on={wishes.previews} set={(previews) => set({ previews })} />
      <QuietHours wishes={wishes} set={set} />
      <Problem text={problem} />
    </section>
  );
}

// Offered when somebody else has written something (the guide does so at once), and never again after a word on it.
const isWords = (last, me) => last?.sender_id && last.sender_id !== me && last.kind !== "system";
const somebodyWrote = (sidebar, me) =>
  Object.entries(sidebar).some(([key, last]) => key.startsWith("l:") && isWords(last, me) && !sidebar[`c:${key.slice(2)}`]?.peer?.is_bot);

export function NotifyBar() {
  const view = useStore("view");
  const sidebar = useStore("sidebar");
  const me = useStore("session").me_id_rx_state_;
  const [dismissed, setDismissed] = useState(() => typeof localStorage === "undefined" || Boolean(localStorage.getItem(DISMISSED)));
  if (dismissed || view.notify_standing !== "default" || !somebodyWrote(sidebar, me)) return null;
  const done = () => (localStorage.setItem(DISMISSED, "1"), setDismissed(true));
  // Some browsers refuse without asking: then the bar would only vanish.
  const turnOn = async () => {
    if ((await notifier.turnOn()) === "denied") toasts.show({ text: blocked() });
    done();
  };
  return (
    <section className="notify-bar" aria-label={t("Notifications")}>
      <p>{t("Know who writes, even with this page closed.")}</p>
      <div>
        <button type="button" className="button small" onClick={turnOn}>
          {t("Turn on notifications")}
        </button>
        <button type="button" className="button plain small" onClick={done}>
          {t("Not now")}
        </button>
      </div>
    </section>
  );
}
