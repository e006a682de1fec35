// What stands in the dialogs about groups.
export { Delete, HandOver, Leave, Remove } from "./group_questions.jsx";
export { Directory } from "./group_directory.jsx";
export { AddMembers, EditGroup, NewGroup } from "./group_forms.jsx";
export { Integrations } from "./integrations_dialog.jsx";
export { Invites } from "./invites_dialog.jsx";
