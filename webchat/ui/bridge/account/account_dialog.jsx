// The dialogs about one's devices, bots and blocks: a chunk of their own, loaded when one is opened first.
import { lazy, Suspense } from "react";
import { t } from "$/public/i18n.js";

const of = (name) => lazy(() => import("./account_dialogs.jsx").then((module) => ({ default: module[name] })));
const DIALOGS = {
  calls: of("Calls"),
  devices: of("Devices"),
  link_device: of("LinkDevice"),
  allow_device: of("AllowDevice"),
  bots: of("Bots"),
  block: of("Block"),
  report: of("Report"),
  blocked: of("Blocked"),
  delete_account: of("DeleteAccount"),
  shortcuts: lazy(() => import("./shortcuts_dialog.jsx")),
};

export function AccountDialog({ which }) {
  const Content = DIALOGS[which];
  if (!Content) return null;
  return (
    <Suspense fallback={<p className="quiet">{t("Loading…")}</p>}>
      <Content />
    </Suspense>
  );
}
