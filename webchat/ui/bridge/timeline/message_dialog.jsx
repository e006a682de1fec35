// The dialogs about messages: a chunk of their own, loaded when one is opened first.
import { lazy, Suspense } from "react";
import { t } from "$/public/i18n.js";

const Content = lazy(() => import("./message_dialogs.jsx"));

export function MessageDialog({ which }) {
  return (
    <Suspense fallback={<p className="quiet">{t("Loading…")}</p>}>
      <Content which={which} />
    </Suspense>
  );
}
