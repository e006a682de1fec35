// The panel of the composer: emoji, stickers, GIFs.
import { lazy, Suspense, useEffect, useId, useRef } from "react";
import { mark, t } from "$/public/i18n.js";
import { onOutside, roam } from "../parts/popover.js";
import { composerField, insert } from "./caret.js";
import { closePanel, panelButton, sendGif, sendSticker, showTab } from "./panel.js";

const EmojiPicker = lazy(() => import("./emoji_picker.jsx"));
const Gifs = lazy(() => import("./gif_picker.jsx"));
const Stickers = lazy(() => import("./sticker_picker.jsx"));
const touch = () => !window.matchMedia("(hover: hover)").matches;

const TABS = [
  ["emoji", mark("Emoji")],
  ["stickers", mark("Stickers")],
  ["gifs", mark("GIFs")],
];

function Content({ tab, open }) {
  const take = (emoji) => insert(emoji);
  const contents = {
    emoji: () => <EmojiPicker pick={take} autoFocus />,
    stickers: () => <Stickers pick={(sticker) => sendSticker(open, sticker)} />,
    gifs: () => <Gifs send={(media) => sendGif(open, media)} toStickers={() => showTab("stickers")} />,
  };
  return <Suspense fallback={<div className="picker waiting" />}>{contents[tab]()}</Suspense>;
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
