// The dialogs of the composer: a chunk of their own, loaded when one is opened first.
import { Later } from "../parts/later.jsx";

const DIALOGS = {
  location: () => import("./location_dialog.jsx"),
  contact: () => import("./contact_dialog.jsx"),
  poll: () => import("./poll_dialog.jsx"),
  later: () => import("./later_dialog.jsx"),
  scheduled: () => import("./scheduled_dialog.jsx"),
};

/** Somebody is about to choose: fetch what they can choose from. */
export const prepare = () => ["location", "contact", "poll"].forEach((name) => DIALOGS[name]().catch(() => {}));

export const AddDialog = ({ which }) => (which in DIALOGS ? <Later load={DIALOGS[which]} /> : null);
