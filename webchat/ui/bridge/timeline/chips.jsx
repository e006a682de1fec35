// The reactions under a message: a tap toggles one's own, hovering and focus tell who.
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { number, t } from "$/public/i18n.js";
import { read, subscribe } from "../base/store.js";
import { learn, listed } from "../parts/who.js";
import { isMine, showReactors, toggle } from "./reactions.js";

const NAMED = 8;
const HOLD_MS = 450;

const usePeople = () => useSyncExternalStore((heard) => subscribe("people", heard), () => read("people"), () => null);

function Who({ id, anchor, reaction }) {
  const ref = useRef(null);
  usePeople();
  useEffect(() => learn(reaction.user_ids.slice(0, NAMED)), [reaction]);
  useEffect(() => {
    const box = anchor.getBoundingClientRect();
    const tip = ref.current;
    const left = box.left + box.width / 2 - tip.offsetWidth / 2;
    tip.style.left = `${Math.min(Math.max(8, left), window.innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${box.top - tip.offsetHeight - 6}px`;
  });
  const names = listed(reaction.user_ids, NAMED);
  return createPortal(
    <div id={id} ref={ref} role="tooltip" className="who-reacted">
      <span className="sign">{reaction.emoji}</span>
      <span>{t("{names} reacted", { names })}</span>
    </div>,
    document.body,
  );
}

function Chip({ messageId, reaction, own }) {
  const ref = useRef(null);
  const held = useRef({ timer: null, done: false });
  const [told, setTold] = useState(false);
  const tip = useId();
  const hide = () => setTold(false);
  useEffect(() => {
    if (!told) return undefined;
    document.addEventListener("scroll", hide, true);
    return () => document.removeEventListener("scroll", hide, true);
  }, [told]);
  const press = (event) => {
    held.current.done = false;
    if (event.pointerType !== "touch") return;
    held.current.timer = setTimeout(() => {
      held.current.done = true;
      showReactors(messageId);
    }, HOLD_MS);
  };
  const release = () => clearTimeout(held.current.timer);
  const click = () => held.current.done || toggle(messageId, reaction.emoji);
  const label = own ? t("{emoji} {count}, yours too", reaction) : t("{emoji} {count}", reaction);
  return (
    <button
      ref={ref}
      type="button"
      className="chip"
      aria-pressed={own}
      aria-label={label}
      aria-describedby={told ? tip : undefined}
      onClick={click}
      onPointerDown={press}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerEnter={(event) => event.pointerType === "mouse" && setTold(true)}
      onPointerLeave={() => (release(), hide())}
      onTouchEnd={(event) => held.current.done && event.cancelable && event.preventDefault()}
      onContextMenu={(event) => held.current.done && event.preventDefault()}
      onFocus={(event) => event.target.matches(":focus-visible") && setTold(true)}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      <span className="sign">{reaction.emoji}</span>
      <span className="count" key={reaction.count}>
        {number(reaction.count)}
      </span>
      {told ? <Who id={tip} anchor={ref.current} reaction={reaction} /> : null}
    </button>
  );
}

export function Reactions({ messageId, reactions }) {
  if (!reactions?.length) return null;
  return (
    <div className="reactions" role="group" aria-label={t("Reactions")} onTouchStart={(event) => event.stopPropagation()}>
      {reactions.map((reaction) => (
        <Chip key={reaction.emoji} messageId={messageId} reaction={reaction} own={isMine(reactions, reaction.emoji)} />
      ))}
    </div>
  );
}

/** Everyone who reacted to a message, sign by sign. */
export function Reactors({ messageId }) {
  usePeople();
  const timeline = useSyncExternalStore((heard) => subscribe("timeline", heard), () => read("timeline"), () => null);
  const reactions = timeline?.[`e:${messageId}`]?.reactions ?? [];
  useEffect(() => learn(reactions.flatMap((one) => one.user_ids)), [reactions]);
  if (!reactions.length) return <p className="quiet">{t("Nobody reacts to this message any more.")}</p>;
  return (
    <ul className="reactors">
      {reactions.map((one) => (
        <li key={one.emoji}>
          <span className="sign">{one.emoji}</span>
          <b>{number(one.count)}</b>
          <span dir="auto">{listed(one.user_ids, one.user_ids.length)}</span>
        </li>
      ))}
    </ul>
  );
}
