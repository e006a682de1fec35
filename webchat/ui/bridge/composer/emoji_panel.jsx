// The panel of the composer: emoji, stickers, GIFs.
import { useEffect, useId, useRef } from "react";
import { mark, t } from "$/public/i18n.js";
import { Later } from "../parts/later.jsx";
import { onOutside, roam } from "../parts/popover.js";
import { composerField, insert } from "./caret.js";
import { closePanel, panelButton, sendGif, sendSticker, showTab } from "./panel.js";

const PICKERS = {
  emoji: () => import("./emoji_picker.jsx"),
  stickers: () => import("./sticker_picker.jsx"),
  gifs: () => import("./gif_picker.jsx"),
};
const touch = () => !window.matchMedia("(hover: hover)").matches;

const TABS = [
  ["emoji", mark("Emoji")],
  ["stickers", mark("Stickers")],
  ["gifs", mark("GIFs")],
];

function Content({ tab, open }) {
  const has = {
    emoji: { pick: (emoji) => insert(emoji), autoFocus: true },
    stickers: { pick: (sticker) => sendSticker(open, sticker) },
    gifs: { send: (media) => sendGif(open, media), toStickers: () => showTab("stickers") },
  };
  return <Later key={tab} load={PICKERS[tab]} waiting={<div className="picker waiting" />} {...has[tab]} />;
}

export function EmojiPanel({ tab, open }) {
  const ref = useRef(null);
  const id = useId();
  useEffect(() => {
    if (!tab) return undefined;
    const stop = touch() ? () => {} : onOutside(ref.current, closePanel, panelButton());
    return () => {
      stop();
      // A field that is touched brings up a keyboard that nobody asked for.
      if (!touch()) composerField()?.focus({ preventScroll: true });
    };
  }, [Boolean(tab)]);
  useEffect(() => closePanel, [open]);
  if (!tab) return null;
  const keyDown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    closePanel();
  };
  return (
    <div ref={ref} className="emoji-panel" role="dialog" aria-label={t("Emoji, stickers and GIFs")} onKeyDown={keyDown}>
      <div className="tabs" role="tablist" aria-label={t("What to add")} onKeyDown={(event) => roam([...event.currentTarget.children], event)}>
        {TABS.map(([name, label]) => (
          <button key={name} type="button" role="tab" id={`${id}-${name}`} aria-selected={tab === name} aria-controls={`${id}-content`} tabIndex={tab === name ? 0 : -1} onClick={() => showTab(name)}>
            {t(label)}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-content`} aria-labelledby={`${id}-${tab}`} className="tab-content">
        <Content tab={tab} open={open} />
      </div>
    </div>
  );
}
