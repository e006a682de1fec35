// What stands in the dialogs about one's devices and bots.
export { AllowDevice, LinkDevice } from "./link_dialog.jsx";
export { Bots } from "./bots_dialog.jsx";
export { Devices } from "./devices_dialog.jsx";
