// The modal dialog that the lightbox stands in: what is behind it is dead, toasts and what is read out come into it.
import { t } from "$/public/i18n.js";
import { gone, showModal, uppermost } from "../base/on_top.js";

const HELD = ["close", "prev", "next", "toggleZoom"];
const HEARD = { Escape: "close", ArrowLeft: "prev", ArrowRight: "next" };

function make() {
  const dialog = document.body.appendChild(document.createElement("dialog"));
  Object.assign(dialog, { className: "lightbox", tabIndex: -1 }).setAttribute("aria-label", t("Media"));
  const [stage, above] = ["div", "div"].map((tag) => dialog.appendChild(document.createElement(tag)));
  above.dataset.onTop = "";
  return { dialog, stage };
}

/** Open it before the lightbox opens; it goes with the lightbox. */
export function openAround(pswp) {
  const { dialog, stage } = make();
  Object.assign(pswp.options, { appendToEl: stage, trapFocus: false, returnFocus: false });
  showModal(dialog);
  dialog.focus({ preventScroll: true });
  pswp.on("firstUpdate", () => pswp.element.removeAttribute("role")); // one dialog is enough
  // What lies above it, a call that rings, has the keys for itself.
  pswp.on("keydown", (event) => uppermost() === dialog || event.preventDefault());
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), pswp.close()));
  dialog.addEventListener("close", () => pswp.isDestroying || pswp.destroy());
  pswp.on("destroy", () => {
    dialog.close();
    gone(dialog);
    dialog.remove();
  });
}

/**
 * PhotoSwipe hears no keys while it opens, and what is asked of it then spoils the opening: with another animation under way
 * it never counts as open, shows nothing, and closes no more. All of it waits until then.
 */
export function holdUntilOpen(pswp) {
  for (const name of HELD) {
    const act = pswp[name].bind(pswp);
    pswp[name] = () => (pswp.opener.isOpening ? pswp.on("openingAnimationEnd", () => queueMicrotask(act)) : act());
  }
  const press = (event) => {
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!(event.key in HEARD) || !plain || !pswp.opener.isOpening || !uppermost()?.contains(pswp.element)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    pswp[HEARD[event.key]]();
  };
  window.addEventListener("keydown", press, true);
  pswp.on("destroy", () => window.removeEventListener("keydown", press, true));
}
