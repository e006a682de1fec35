// All emoji with search, categories and skin tones: a chunk of its own, loaded when it is opened first.
import { EmojiPicker as Picker, useSkinTone } from "frimousse";
import { useEffect, useRef, useState } from "react";
import { mark, t } from "$/public/i18n.js";
import { roam } from "../parts/popover.js";
import { remember, rememberTone, tone } from "./emoji.js";
import { resolveEmoji } from "./emoji_data.js";

const SIGNS = { "-1": "🕒", 0: "😀", 1: "👋", 3: "🐻", 4: "🍎", 5: "✈️", 6: "⚽", 7: "💡", 8: "❤️", 9: "🏁" };
const TONES = { none: mark("No skin tone"), light: mark("light"), "medium-light": mark("medium-light"), medium: mark("medium"), "medium-dark": mark("medium-dark"), dark: mark("dark") };
const ROOM = 40;
const ROOM_OF_FINGERS = 44; // touch.css
const room = () => (window.matchMedia("(max-width: 760px), (pointer: coarse)").matches ? ROOM_OF_FINGERS : ROOM);

function Tones() {
  const [chosen, choose, tones] = useSkinTone("✋");
  const [open, setOpen] = useState(false);
  const ref = useRef(null);
  useEffect(() => {
    if (open) ref.current.querySelector('[aria-checked="true"]')?.focus();
  }, [open]);
  const take = (one) => {
    choose(one);
    rememberTone(one);
    setOpen(false);
    ref.current.querySelector("button")?.focus();
  };
  const keyDown = (event) => {
    if (open && event.key === "Escape") setOpen(false);
    else if (!open || !roam([...ref.current.querySelectorAll('[role="radio"]')], event)) return;
    event.stopPropagation();
  };
  return (
    <div className="tones" ref={ref} onKeyDown={keyDown} onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}>
      <button type="button" className="tone" aria-label={t("Skin tone")} title={t("Skin tone")} aria-expanded={open} onClick={() => setOpen(!open)}>
        {tones.find((one) => one.skinTone === chosen)?.emoji}
      </button>
      {open ? (
        <div className="tone-choice" role="radiogroup" aria-label={t("Skin tone")}>
          {tones.map((one) => (
            <button key={one.skinTone} type="button" className="tone" role="radio" aria-checked={one.skinTone === chosen} aria-label={t(TONES[one.skinTone])} onClick={() => take(one.skinTone)}>
              {one.emoji}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

const Header = ({ category, ...props }) => (
  <div {...props} className="picker-head">
    {category.label}
  </div>
);
// The library counts from 0, which is no valid row; it finds the others by their number when it scrolls.
const Row = ({ children, "aria-rowindex": row, ...props }) => (
  <div {...props} aria-rowindex={row || undefined} className="picker-row">
    {children}
  </div>
);
const Sign = ({ emoji, "aria-colindex": column, ...props }) => (
  <button type="button" {...props} aria-colindex={column + 1} className="picker-sign">
    {emoji.emoji}
  </button>
);

// The library keeps each category in a box that stands where the category begins.
function Categories({ viewport, categories }) {
  const go = (place) => {
    const boxes = viewport.current.querySelectorAll("[frimousse-list] [frimousse-category]:not([aria-hidden] *)");
    viewport.current.scrollTo({ top: boxes[place]?.offsetTop ?? 0 });
  };
  return (
    <div className="picker-nav" role="group" aria-label={t("Categories")} onKeyDown={(event) => roam([...event.currentTarget.children], event)}>
      {categories.map(({ index, label }, place) => (
        <button key={index} type="button" tabIndex={place ? -1 : 0} aria-label={label} title={label} onClick={() => go(place)}>
          {SIGNS[index]}
        </button>
      ))}
    </div>
  );
}

export default function EmojiPicker({ pick, autoFocus = false }) {
  const viewport = useRef(null);
  const box = useRef(null);
  const [columns, setColumns] = useState(8);
  const [categories, setCategories] = useState([]);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setColumns(Math.max(6, Math.floor((box.current.clientWidth - 24) / room())));
    // It may come a moment after its tab: who walks along the tabs already goes on with that.
    if (autoFocus && document.activeElement?.role !== "tab" && window.matchMedia("(hover: hover)").matches) box.current.querySelector("input").focus({ preventScroll: true });
  }, []);
  const resolve = async (locale) => {
    try {
      const data = await resolveEmoji(locale);
      setCategories(data.categories);
      return data;
    } catch (error) {
      setFailed(true);
      throw error;
    }
  };
  const take = ({ emoji }) => {
    remember(emoji);
    pick(emoji);
  };
  return (
    <Picker.Root ref={box} className="picker" columns={columns} locale="en" skinTone={tone()} resolveEmojiData={resolve} onEmojiSelect={take}>
      <div className="picker-top">
        <Picker.Search className="field" aria-label={t("Search emoji")} placeholder={t("Search emoji")} />
        <Tones />
      </div>
      <Categories viewport={viewport} categories={categories} />
      <Picker.Viewport className="picker-view" ref={viewport} tabIndex={0}>
        {failed ? <p className="quiet">{t("The emoji could not be loaded. Close this and try again.")}</p> : <Picker.Loading className="quiet">{t("Loading…")}</Picker.Loading>}
        <Picker.Empty className="quiet">{t("No emoji of this name.")}</Picker.Empty>
        <Picker.List className="picker-list" aria-label={t("Emoji")} components={{ CategoryHeader: Header, Row, Emoji: Sign }} />
      </Picker.Viewport>
      <div className="picker-foot" aria-hidden="true">
        <Picker.ActiveEmoji>{({ emoji }) => (emoji ? <><span className="sign">{emoji.emoji}</span> {emoji.label}</> : t("Pick an emoji"))}</Picker.ActiveEmoji>
      </div>
    </Picker.Root>
  );
}
