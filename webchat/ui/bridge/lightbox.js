// Pictures and films of the open conversation, large; comes with its own chunk when first opened.
import { t } from "$/public/i18n.js";
import { read } from "./store.js";

function slidesOf(conversationId) {
  const messages = Object.values(read("timeline")).filter((one) => one?.conversation_id === conversationId && one.seq && one.media && !one.deleted_at);
  messages.sort((a, b) => a.seq - b.seq);
  return messages.flatMap((message) => message.media.filter((file) => ["image", "video"].includes(file.kind)).map((file) => slide(message, file)));
}

function slide(message, file) {
  const base = { id: file.id, seq: message.seq, url: file.url, name: file.filename, alt: message.body || file.filename, width: file.width, height: file.height };
  if (file.kind === "image") return { ...base, src: file.url, msrc: `/api/media/${file.id}/thumbnail?size=720` };
  return { ...base, html: videoMarkup(file) };
}

function videoMarkup(file) {
  const video = document.createElement("video");
  Object.assign(video, { src: file.url, controls: true, autoplay: true, playsInline: true, className: "lightbox-video" });
  return video.outerHTML;
}

function addButtons(lightbox, slides) {
  lightbox.on("uiRegister", () => {
    lightbox.pswp.ui.registerElement({
      name: "download",
      order: 8,
      isButton: true,
      tagName: "a",
      title: t("Download"),
      html: { isCustomSVG: true, inner: '<path d="M20.5 14.3 17.1 18V10h-2.2v7.9l-3.4-3.6L10 16l6 6.1 6-6.1ZM23 23H9v2h14Z" id="pswp__icn-download"/>', outlineID: "pswp__icn-download" },
      onInit: (link, pswp) => pswp.on("change", () => Object.assign(link, { href: slides[pswp.currIndex].url, download: slides[pswp.currIndex].name })),
    });
    lightbox.pswp.ui.registerElement({
      name: "caption",
      order: 9,
      appendTo: "root",
      onInit: (element, pswp) => {
        element.className = "lightbox-caption";
        pswp.on("change", () => (element.textContent = slides[pswp.currIndex].alt));
      },
    });
  });
}

/** Open the picture of a message. */
export async function open(row, event) {
  if (!row.id) return;
  event.preventDefault();
  const opener = event.currentTarget;
  const [{ default: PhotoSwipeLightbox }, pswpModule] = await Promise.all([import("photoswipe/lightbox"), import("photoswipe"), import("photoswipe/style.css")]);
  const slides = slidesOf(read("view").open);
  const lightbox = new PhotoSwipeLightbox({
    dataSource: slides,
    pswpModule: () => pswpModule,
    bgOpacity: 0.92,
    wheelToZoom: true,
    showHideAnimationType: "fade",
    closeTitle: t("Close"),
    zoomTitle: t("Zoom"),
    arrowPrevTitle: t("Previous"),
    arrowNextTitle: t("Next"),
    errorMsg: t("This picture cannot be shown."),
  });
  addButtons(lightbox, slides);
  lightbox.on("destroy", () => opener.focus?.({ preventScroll: true }));
  lightbox.init();
  lightbox.loadAndOpen(Math.max(0, slides.findIndex((one) => one.id === row.id)));
}
