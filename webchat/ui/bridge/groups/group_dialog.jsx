// The dialogs about groups: a chunk of their own, loaded when one is opened first.
import { from, Later } from "../parts/later.jsx";

const of = (name) => from(() => import("./group_dialogs.jsx"), name);
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

export const GroupDialog = ({ which }) => (which in DIALOGS ? <Later load={DIALOGS[which]} /> : null);
