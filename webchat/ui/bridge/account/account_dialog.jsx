// The dialogs about one's devices, bots and blocks: a chunk of their own, loaded when one is opened first.
import { from, Later } from "../parts/later.jsx";

const of = (name) => from(() => import("./account_dialogs.jsx"), name);
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
  sign_out: of("SignOut"),
  shortcuts: () => import("./shortcuts_dialog.jsx"),
};

export const AccountDialog = ({ which }) => (which in DIALOGS ? <Later load={DIALOGS[which]} /> : null);
