// The dialogs of the composer: a chunk of their own, loaded when one is opened first.
import { lazy, Suspense } from "react";
import { t } from "$/public/i18n.js";

const PARTS = {
  location: () => import("./location_dialog.jsx"),
  contact: () => import("./contact_dialog.jsx"),
  poll: () => import("./poll_dialog.jsx"),
  later: () => import("./later_dialog.jsx"),
  scheduled: () => import("./scheduled_dialog.jsx"),
};
const DIALOGS = Object.fromEntries(Object.entries(PARTS).map(([name, load]) => [name, lazy(load)]));

/** Somebody is about to choose: fetch what they can choose from. */
export const prepare = () => ["location", "contact", "poll"].forEach((name) => PARTS[name]().catch(() => {}));

export function AddDialog({ which }) {
  const Content = DIALOGS[which];
  if (!Content) return null;
  return (
    <Suspense fallback={<p className="quiet">{t("Loading…")}</p>}>
      <Content />
    </Suspense>
  );
}
