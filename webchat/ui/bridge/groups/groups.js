// Entering what a dialog has made.
import { closeDialog } from "../base/dialogs.js";
import { openConversation } from "../base/navigation.js";
import { ask } from "../base/rest.js";
import { trying } from "../parts/work.js";

/** Make what a dialog is for happen, then go to where it leads. */
export async function enter(work) {
  const conversation = await work();
  closeDialog();
  openConversation(conversation.id);
}

export const openNotes = () => trying(() => enter(() => ask("POST", "conversations/notes", {})));
