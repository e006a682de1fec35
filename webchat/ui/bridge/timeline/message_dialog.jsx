// The dialogs about messages: a chunk of their own, loaded when one is opened first.
import { Later } from "../parts/later.jsx";

const load = () => import("./message_dialogs.jsx");

export const MessageDialog = ({ which }) => <Later load={load} which={which} />;
