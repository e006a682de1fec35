// Pictures and films of a conversation, large; comes with its own chunk when first opened.
import { number, t } from "$/public/i18n.js";
import { ticketed } from "../base/embedded.js";
import { read, subscribe } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { go } from "../groups/details_lists.jsx";
import { giveBack } from "../parts/focus.js";
import { momentLabel } from "../parts/shape.js";
import { linesOf, messageOf } from "../timeline/held.js";
import { countShelves, keyOf, loadShelf, sharedIn } from "./gallery.js";
import { holdUntilOpen, openAround } from "./lightbox_dialog.js";

const STEPS = { older: "prev", newer: "next" };
const NEAR = 4; // slides from the edge at which the next ones are asked for
const DOWNLOAD = '<path d="M20.5 14.3 17.1 18V10h-2.2v7.9l-3.4-3.6L10 16l6 6.1 6-6.1ZM23 23H9v2h14Z" id="pswp__icn-download"/>';
const SHOW = '<path d="M8 9h16v11H14l-5 4v-4H8Z" id="pswp__icn-show"/>';

const wordsOf = ({ caption, html }) => caption && (linesOf(html ?? "") || caption);

function slide(one) {
  const { media } = one;
  const base = { key: keyOf(one), one, alt: wordsOf(one) || media.filename, width: media.width, height: media.height };
  if (media.kind === "image") return { ...base, src: ticketed(media.url), msrc: ticketed(`/api/media/${media.id}/thumbnail?size=720`) };
  return { ...base, html: videoMarkup(media) };
}

function videoMarkup(media) {
  const video = document.createElement("video");
  Object.assign(video, { src: ticketed(media.url), controls: true, playsInline: true, preload: "metadata", className: "lightbox-video" });
  return video.outerHTML;
}

// Slides from the oldest to the newest. What is older comes in front of the one that is shown: every index moves.
class Reel {
  constructor(id, first) {
    Object.assign(this, { id, slides: first.map(slide), older: { from_seq: first[0].seq }, newer: { from_seq: first[0].seq }, total: 0, busy: new Set(), wanted: "" });
    countShelves(id).then((counts) => ((this.total = counts.media), this.draw?.()), () => {});
  }

  async load(pswp, side) {
    if (!this[side] || this.busy.has(side)) return;
    this.busy.add(side);
    const page = await loadShelf(this.id, "media", { ...this[side], ...(side === "newer" ? { newer: true } : {}) }).catch(() => null);
    this.busy.delete(side);
    const goes = this.wanted === side;
    if (goes) this.wanted = "";
    if (!page || pswp.isDestroying) return;
    this[side] = page.next ? { cursor: page.next } : null;
    const known = new Set(this.slides.map((one) => one.key));
    const fresh = page.items.map(slide).filter((one) => !known.has(one.key));
    if (side === "older") this.putInFront(pswp, fresh.reverse());
    else this.slides.push(...fresh);
    this.redraw(pswp, side, fresh.length);
    if (goes && fresh.length) pswp[STEPS[side]]();
  }

  // A step to where more is on its way is taken when that has come.
  keepSteps(pswp) {
    for (const [side, step] of Object.entries(STEPS)) {
      const go = pswp[step].bind(pswp);
      const isEdge = () => !this.slides[pswp.potentialIndex + (side === "older" ? -1 : 1)];
      pswp[step] = () => (isEdge() && this.busy.has(side) ? (this.wanted = side) : go());
    }
  }

  putInFront(pswp, fresh) {
    const by = fresh.length;
    const loaded = this.slides.map((_, index) => pswp.contentLoader.getContentByIndex(index)).filter(Boolean);
    this.slides.unshift(...fresh);
    pswp.currIndex += by;
    pswp.potentialIndex += by;
    for (const { slide: drawn } of pswp.mainScroll.itemHolders) if (drawn) drawn.index += by;
    for (const content of loaded) content.index += by;
  }

  redraw(pswp, side, by) {
    const beside = pswp.currIndex + (side === "older" ? -1 : 1);
    const holder = pswp.mainScroll.itemHolders[side === "older" ? 0 : 2];
    if (by && !holder.slide) pswp.setContent(holder, beside);
    pswp.dispatch("change");
  }

  // Known only when one of the ends is.
  place(index) {
    if (!this.total || this.busy.size) return 0;
    if (!this.older) return index + 1;
    return this.newer ? 0 : this.total - (this.slides.length - 1 - index);
  }
}

function watchEdges(pswp, reel) {
  const look = () => {
    if (pswp.currIndex < NEAR) reel.load(pswp, "older");
    if (pswp.currIndex > reel.slides.length - 1 - NEAR) reel.load(pswp, "newer");
  };
  pswp.on("change", look);
}

// The film that one comes to plays, the one that was left stops.
function playShown(pswp) {
  const filmOf = (content) => content?.element?.querySelector?.("video");
  // It comes into the page a little later, the first one when the lightbox is open: before that it cannot play.
  const start = () => requestAnimationFrame(() => !pswp.isDestroying && filmOf(pswp.currSlide?.content)?.play().catch(() => {}));
  pswp.on("contentActivate", start);
  pswp.on("openingAnimationEnd", start);
  pswp.on("contentDeactivate", ({ content }) => filmOf(content)?.pause());
}

function addButtons(lightbox, reel) {
  const shown = (pswp) => reel.slides[pswp.currIndex].one;
  lightbox.on("uiRegister", () => {
    const { ui } = lightbox.pswp;
    const button = (name, inner, more) => ui.registerElement({ name, isButton: true, html: { isCustomSVG: true, inner, outlineID: `pswp__icn-${name}` }, ...more });
    button("download", DOWNLOAD, {
      order: 8,
      tagName: "a",
      title: t("Download"),
      onInit: (link, pswp) => pswp.on("change", () => Object.assign(link, { href: ticketed(shown(pswp).media.url), download: shown(pswp).media.filename })),
    });
    button("show", SHOW, {
      order: 7,
      title: t("Show in chat"),
      onClick: (event, element, pswp) => {
        const { seq } = shown(pswp);
        reel.leave = () => go(reel.id, seq);
        pswp.close();
      },
    });
    ui.registerElement({
      name: "caption",
      order: 9,
      appendTo: "root",
      onInit: (element, pswp) => {
        element.className = "lightbox-caption";
        const [words, about] = ["p", "small"].map((tag) => element.appendChild(document.createElement(tag)));
        words.dir = "auto";
        pswp.on("change", () => {
          const one = shown(pswp);
          words.textContent = wordsOf(one);
          about.textContent = t("{name}, {time}", { name: one.sender.display_name, time: momentLabel(one.created_at) });
        });
      },
    });
    ui.registerElement({
      name: "place",
      className: "pswp__counter",
      order: 5,
      onInit: (element, pswp) => {
        reel.draw = () => {
          const place = reel.place(pswp.currIndex);
          element.textContent = place ? `${number(place)} / ${number(reel.total)}` : "";
        };
        pswp.on("change", reel.draw);
      },
    });
  });
}

// The phone's back button closes it: an entry of its own in the history, taken out again when it is closed otherwise.
function closeByBack(pswp) {
  window.history.pushState(window.history.state, "");
  let gone = false;
  const back = (event) => {
    event.stopImmediatePropagation();
    gone = true;
    pswp.close();
  };
  window.addEventListener("popstate", back, { capture: true, once: true });
  return (then) => {
    if (gone) return then();
    window.removeEventListener("popstate", back, { capture: true });
    window.addEventListener("popstate", (event) => (event.stopImmediatePropagation(), then()), { capture: true, once: true });
    window.history.back();
  };
}

// What is deleted meanwhile is not looked at any longer.
const watchDeleted = (pswp, reel) =>
  subscribe("timeline", () => {
    const { message_id: shown } = reel.slides[pswp.currIndex].one;
    if (messageOf(shown)?.deleted_at) pswp.close();
  });

async function show(id, album, index, opener) {
  const [{ default: PhotoSwipeLightbox }, pswpModule] = await Promise.all([import("photoswipe/lightbox"), import("photoswipe"), import("photoswipe/style.css")]);
  const reel = new Reel(id, album);
  const lightbox = new PhotoSwipeLightbox({
    dataSource: reel.slides,
    pswpModule: () => pswpModule,
    bgOpacity: 0.97,
    padding: { top: 52, bottom: 72, left: 0, right: 0 },
    loop: false,
    counter: false,
    wheelToZoom: true,
    showHideAnimationType: "fade",
    closeTitle: t("Close"),
    zoomTitle: t("Zoom"),
    arrowPrevTitle: t("Previous"),
    arrowNextTitle: t("Next"),
    errorMsg: t("This picture cannot be shown."),
  });
  addButtons(lightbox, reel);
  lightbox.on("beforeOpen", () => {
    const { pswp } = lightbox;
    openAround(pswp);
    holdUntilOpen(pswp);
    const closed = closeByBack(pswp);
    const unwatch = watchDeleted(pswp, reel);
    watchEdges(pswp, reel);
    reel.keepSteps(pswp);
    playShown(pswp);
    pswp.on("destroy", () => {
      unwatch();
      closed(() => (reel.leave ? reel.leave() : giveBack(opener)));
    });
  });
  lightbox.init();
  lightbox.loadAndOpen(index);
}

const tryToShow = (...given) => show(...given).catch(() => toasts.show({ text: t("This part could not be loaded.") }));

/** Open a file of the gallery; `opener` gets the focus back. */
export const openShared = (id, one, opener) => tryToShow(id, [one], 0, opener);

/** Open the picture of a message; one that is on its way to the server shows how far it is, and stays where it is. */
export async function open(row, event) {
  event.preventDefault();
  if (!row.id) return;
  const opener = event.currentTarget;
  const id = read("view").open;
  const message = Object.values(read("timeline")).find((one) => one?.conversation_id === id && one.seq && one.media?.some((file) => file.id === row.id));
  if (!message) return;
  const album = sharedIn(message, "media");
  tryToShow(id, album, album.findIndex((one) => one.media.id === row.id), opener);
}
