// What is done to the open conversation from the page that Python composes.
import { put, read } from "../base/store.js";
import * as outbox from "../composer/outbox.js";
import * as conversation from "../timeline/conversation.js";
import * as places from "../timeline/places.js";

export const retryMessage = (clientId) => outbox.retry(clientId);
export const discardMessage = (clientId) => outbox.discard(clientId);
export const jumpToEnd = () => {
  places.forgetWay();
  conversation.toEnd();
  put("view", { jump: (read("view").jump ?? 0) + 1 });
};
