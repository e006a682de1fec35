// The dialogs about groups: a chunk of their own, loaded when one is opened first.
import { lazy, Suspense } from "react";
import { t } from "$/public/i18n.js";

const of = (name) => lazy(() => import("./group_dialogs.jsx").then((module) => ({ default: module[name] })));
const DIALOGS = {
  group: of("NewGroup"),
  directory: of("Directory"),
  add_members: of("AddMembers"),
  edit_group: of("EditGroup"),
  invites: of("Invites"),
  integrations: of("Integrations"),
  leave_group: of("Leave"),
  delete_group: of("Delete"),
  hand_over: of("HandOver"),
  remove_member: of("Remove"),
};

export function GroupDialog({ which }) {
  const Content = DIALOGS[which];
  if (!Content) return null;
  return (
    <Suspense fallback={<p className="quiet">{t("Loading…")}</p>}>
      <Content />
    </Suspense>
  );
}
