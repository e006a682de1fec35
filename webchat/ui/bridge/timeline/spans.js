// How long messages stay where they disappear.
import { t, tn } from "$/public/i18n.js";

const DAY = 86_400;

/** What one can choose from, in seconds; 0: for good. */
export const SPANS = [0, DAY, 7 * DAY, 90 * DAY];

/** A number of seconds in days. */
export const spanText = (seconds) => tn("{count} day", "{count} days", Math.round(seconds / DAY));

/** What holds in a conversation, in a sentence; "" where messages stay. */
export const hintOf = (conversation) => (conversation.disappear_seconds ? t("Messages disappear after {span}", { span: spanText(conversation.disappear_seconds) }) : "");
