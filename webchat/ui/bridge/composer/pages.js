// The pages of one browser among each other: whether the one that kept something is still there.
import { claim } from "../base/vault.js";
import { randomId } from "./outbox.js";

/**
 * For things of one kind: `here()` is this page's own name, whose lock it holds as long as it is there; `claim(name, waits)` takes
 * another page's: answers how to let go, or null where that page is there (`waits`: as soon as it is gone).
 */
export function pagesWith(kind) {
  const lockOf = (name) => `webchat.${kind}.${name}`;
  let page = "";
  return {
    here() {
      if (!page) claim(lockOf((page = randomId())));
      return page;
    },
    claim: (name, waits) => claim(lockOf(name), waits),
  };
}
