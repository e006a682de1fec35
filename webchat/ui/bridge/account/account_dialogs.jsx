// What stands in the dialogs about one's devices and bots, and about people one wants nothing to do with.
export { AllowDevice, LinkDevice } from "./link_dialog.jsx";
export { Calls } from "../calls/calls_dialog.jsx";
export { Bots } from "./bots_dialog.jsx";
export { Block, Blocked, Report } from "./block_dialogs.jsx";
export { Devices } from "./devices_dialog.jsx";
export { DeleteAccount, SignOut } from "./settings_parts.jsx";
