// A part of the settings that is loaded when they are opened first.
import { lazy, Suspense } from "react";
import { t } from "$/public/i18n.js";

const of = (name) => lazy(() => import("./settings_parts.jsx").then((module) => ({ default: module[name] })));
const Mail = lazy(() => import("./mail_settings.jsx").then((module) => ({ default: module.MailSettings })));
const PARTS = { mail: Mail, profile: of("Profile"), privacy: of("Privacy"), data: of("Data") };

export function SettingsPart({ which }) {
  const Content = PARTS[which];
  return (
    <Suspense fallback={<p className="quiet">{t("Loading…")}</p>}>
      <Content />
    </Suspense>
  );
}
