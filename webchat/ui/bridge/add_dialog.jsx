// The dialogs of the composer: a chunk of their own, loaded when one is opened first.
import { lazy, Suspense } from "react";
import { t } from "$/public/i18n.js";

const DIALOGS = {
  location: lazy(() => import("./location_dialog.jsx")),
  contact: lazy(() => import("./contact_dialog.jsx")),
  poll: lazy(() => import("./poll_dialog.jsx")),
  later: lazy(() => import("./later_dialog.jsx")),
  scheduled: lazy(() => import("./scheduled_dialog.jsx")),
};

export function AddDialog({ which }) {
  const Content = DIALOGS[which];
  if (!Content) return null;
  return (
    <Suspense fallback={<p className="quiet">{t("Loading…")}</p>}>
      <Content />
    </Suspense>
  );
}
