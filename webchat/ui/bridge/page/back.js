// The phone's back button closes what lies over the page before it leaves the page.
//
// Each such layer has an entry of its own in the history; `layer` in its state says how many lie there.
import { closeMenu as closeAddMenu } from "../adding/adding.js";
import { closeDialog } from "../base/dialogs.js";
import { isEmbedded } from "../base/embedded.js";
import { hasStepped, isUnderway, level, onceStill, stepBack } from "../base/navigation.js";
import { read, subscribe } from "../base/store.js";
import * as calls from "../calls/calls.js";
import { closePanel } from "../composer/panel.js";
import { closeDetails } from "../groups/opening.js";
import { closePicture } from "../media/pictures.js";
import { closeMenu } from "../parts/message_menu.js";
import { closeListMenu } from "../sidebar/list_menu.js";
import { closeSearch } from "../sidebar/search.js";
import { closeBar } from "../timeline/reactions.js";
import { leave } from "../timeline/selection.js";
import { isOneColumn } from "./viewport.js";

// From below to above.
const LAYERS = [
  ["search_open", closeSearch],
  ["details", closeDetails],
  ["picked", leave],
  ["panel", closePanel],
  ["add_menu", closeAddMenu],
  ["list_menu_page", closeListMenu],
  ["menu", closeMenu],
  ["react", closeBar],
  ["dialog", closeDialog],
  ["picture", closePicture],
  ["call_over", () => calls.call?.stepBack()],
  ["call_rings", () => calls.ignore(read("view").call_rings)],
];

let place = "";
let settling = false;

// The results stay while one looks at a conversation from among them: there they lie over nothing.
const isOver = (key) => key !== "search_open" || !/\d/.test(window.location.pathname);
const open = () => LAYERS.filter(([key]) => read("view")[key] && isOver(key));
const depth = () => window.history.state?.layer ?? 0;
const here = () => window.location.pathname + window.location.search;

function settle() {
  settling = false;
  if (isUnderway()) return; // what opens there settles it
  const [wanted, before] = [open().length, depth()];
  place = here();
  for (let layer = before + 1; layer <= wanted && isOneColumn(); layer += 1) window.history.pushState({ ...window.history.state, layer }, "");
  if (wanted < before) stepBack(before - wanted);
}

// What closes and opens in one go is one change.
function changed() {
  if (settling) return;
  settling = true;
  level(new Promise((done) => setTimeout(done)).then(() => onceStill(settle)));
}

function back(event) {
  if (hasStepped()) return event.stopImmediatePropagation();
  if (!isOneColumn()) return undefined; // beside each other nothing lies over the page
  const lying = open();
  if (lying.length <= depth() || place !== here()) return changed();
  event.stopImmediatePropagation();
  for (const [, close] of lying.slice(depth()).reverse()) close();
  return undefined;
}

/** Watch; answers how to stop. In a frame the history belongs to the page around it. */
export function watch() {
  if (isEmbedded()) return () => {};
  const stop = subscribe("view", changed);
  window.addEventListener("popstate", back, { capture: true });
  return () => {
    stop();
    window.removeEventListener("popstate", back, { capture: true });
  };
}
