// The list above the composer that completes emoji and names; the field stays where it is.
import { useEffect, useId, useRef, useState } from "react";
import { t, tn } from "$/public/i18n.js";
import { isComposing } from "../base/composing.js";
import { subscribe } from "../base/store.js";
import { Avatar } from "../parts/avatar.jsx";
import { composerField, insert } from "./caret.js";
import { askMembers, emojiFor, membersFor, wordAt } from "./completion.js";
import { remember } from "./emoji.js";

const NOTHING = { word: null, items: [], at: 0 };
const ASK_MS = 80;

function Option({ id, item, chosen, take, over }) {
  return (
    <li id={id} role="option" aria-selected={chosen} onPointerDown={(event) => (event.preventDefault(), take(item))} onPointerMove={over}>
      {item.sign ? <span className="sign">{item.sign}</span> : null}
      {item.person ? <Avatar id={item.person.id} name={item.person.display_name} url={item.person.avatar_url} size="s" /> : null}
      <span className="label" dir="auto">
        {item.label}
      </span>
      {item.note ? <span className="note">{item.note}</span> : null}
    </li>
  );
}

// Listens at the field itself, before the composer does: an open list takes Enter, Tab, Esc and the arrows.
function useField(open, state, look, close, move, take) {
  const now = useRef(null);
  now.current = { state, look, close, move, take };
  useEffect(() => {
    const field = composerField();
    if (!open || !field) return undefined;
    const keyDown = (event) => {
      const { items, at } = now.current.state;
      if (!items.length || isComposing(event)) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") now.current.move(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "Escape") now.current.close();
      else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) now.current.take(items[at]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const input = (event) => event.isComposing || now.current.look();
    const compositionEnd = () => now.current.look();
    const moved = () => document.activeElement === field && now.current.state.word && now.current.look();
    const blur = () => now.current.close();
    const heard = { keydown: keyDown, input, compositionend: compositionEnd, blur };
    Object.entries(heard).forEach(([name, listener]) => field.addEventListener(name, listener));
    document.addEventListener("selectionchange", moved);
    return () => {
      Object.entries(heard).forEach(([name, listener]) => field.removeEventListener(name, listener));
      document.removeEventListener("selectionchange", moved);
    };
  }, [open]);
}

function useAria(id, { items, at }) {
  useEffect(() => {
    const field = composerField();
    const about = items.length ? { "aria-controls": id, "aria-activedescendant": `${id}-${at}`, "aria-haspopup": "listbox", "aria-autocomplete": "list" } : {};
    for (const name of ["aria-controls", "aria-activedescendant", "aria-haspopup", "aria-autocomplete"]) {
      if (about[name]) field?.setAttribute(name, about[name]);
      else field?.removeAttribute(name);
    }
  }, [items, at]);
}

export function Completion({ open }) {
  const id = useId();
  const list = useRef(null);
  const closedAt = useRef(-1);
  const asking = useRef(null);
  const [state, setState] = useState(NOTHING);
  const wanted = useRef(null);

  const close = () => {
    closedAt.current = state.word?.start ?? -1;
    wanted.current = null;
    clearTimeout(asking.current);
    setState(NOTHING);
  };
  const offer = (word, items) => {
    if (wanted.current !== word) return;
    setState((before) => ({ word, items, at: before.word?.text === word.text && before.word.start === word.start ? Math.min(before.at, Math.max(0, items.length - 1)) : 0 }));
  };
  const look = () => {
    const field = composerField();
    const caret = field.selectionStart === field.selectionEnd ? field.selectionStart : -1;
    const word = caret < 0 ? null : wordAt(field.value, caret);
    if (!word) closedAt.current = -1;
    if (!word || word.start === closedAt.current) {
      wanted.current = null;
      return state.word ? setState(NOTHING) : undefined;
    }
    if (wanted.current?.text === word.text && wanted.current.start === word.start) return undefined;
    wanted.current = word;
    if (word.sign === ":") return emojiFor(word.text).then((items) => offer(word, items));
    clearTimeout(asking.current);
    asking.current = setTimeout(() => askMembers(open, word.text), ASK_MS);
    return offer(word, membersFor(open, word.text));
  };
  const move = (step) => setState((before) => ({ ...before, at: (before.at + step + before.items.length) % before.items.length }));
  const take = (item) => {
    const { word } = state;
    close();
    if (item.emoji) remember(item.emoji);
    insert(item.insert, word.start, word.end);
  };

  useField(open, state, look, close, move, take);
  useAria(id, state);
  useEffect(() => {
    closedAt.current = -1;
    wanted.current = null;
    setState(NOTHING);
  }, [open]);
  // The members that were asked for have come.
  useEffect(() => {
    const heard = () => wanted.current?.sign === "@" && offer(wanted.current, membersFor(open, wanted.current.text));
    return subscribe("people", () => queueMicrotask(heard));
  }, [open]);
  // What was typed before the line was there, or as it broke, is asked for now.
  useEffect(() => {
    const heard = () => wanted.current?.sign === "@" && askMembers(open, wanted.current.text);
    return subscribe("session", () => queueMicrotask(heard));
  }, [open]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [state]);

  const { items, at } = state;
  const said = items.length ? tn("{count} suggestion", "{count} suggestions", items.length) : "";
  return (
    <>
      <span className="said" aria-live="polite">
        {said}
      </span>
      {items.length ? (
        <ul ref={list} id={id} className="completion" role="listbox" aria-label={t("Suggestions")}>
          {items.map((item, place) => (
            <Option key={item.key} id={`${id}-${place}`} item={item} chosen={place === at} take={take} over={() => place === at || setState((before) => ({ ...before, at: place }))} />
          ))}
        </ul>
      ) : null}
    </>
  );
}
