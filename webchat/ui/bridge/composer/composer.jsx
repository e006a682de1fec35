// The text field of the composer: grows, keeps drafts, sends with Enter.
import { useEffect, useRef } from "react";
import { t } from "$/public/i18n.js";
import { isComposing } from "../base/composing.js";
import { myId } from "../base/self.js";
import { put, read } from "../base/store.js";
import * as attach from "./attach.js";
import * as drafts from "./drafts.js";
import { asksFirst } from "./everyone.js";
import * as marks from "./marks.js";
import { pasted } from "./paste.js";
import * as reply from "./reply.js";
import { slowLeft } from "./slow_mode.js";
import { lengthOf } from "./text.js";
import * as typing from "./typing.js";

export const LIMIT = 8000;
const WARN = 7500;

// On phones several lines stand in a row of their own, above the buttons (narrow.css). They stay there until the field is
// empty: else a word at the edge would make it jump between the two.
function fit(field) {
  const { form } = field;
  form.style.minHeight = `${form.offsetHeight}px`; // while it is measured: else the messages above would move down with it
  if (!field.value) field.removeAttribute("data-tall");
  field.style.height = "auto";
  if (field.scrollHeight > field.clientHeight) field.dataset.tall = "";
  field.style.height = `${field.scrollHeight}px`;
  form.style.minHeight = "";
}

// Another width breaks the lines elsewhere and may write them larger: a phone that is turned, a panel that opens beside.
function fitOnResize(field) {
  let width = field.clientWidth;
  const observer = new ResizeObserver(() => {
    if (field.clientWidth === width) return;
    width = field.clientWidth;
    requestAnimationFrame(() => fit(field));
  });
  observer.observe(field);
  return () => observer.disconnect();
}

function measure(text) {
  const length = text.length > WARN ? lengthOf(text) : 0;
  put("view", {
    draft_filled: Boolean(text.trim()) || attach.count(read("view").open) > 0,
    draft_count: length > WARN ? t("{count} of {limit}", { count: length, limit: LIMIT }) : "",
    draft_too_long: length > LIMIT,
  });
}

function refresh(field) {
  fit(field);
  measure(field.value);
}

function changed(field, id) {
  refresh(field);
  // The words of an old message are no draft.
  if (!reply.typed(field.value)) drafts.keep(id, field.value, reply.quote());
}

/** Send what stands in the field, unless there is nothing or too much of it. */
function submit(field, id) {
  const text = field.value.trim();
  if (slowLeft(id) && !reply.isEditing()) return;
  if (!id || !myId() || (!text && !attach.count(id) && !reply.isEditing()) || lengthOf(text) > LIMIT) return;
  if (!asksFirst(id, text, () => send(field, id, text))) send(field, id, text);
}

function send(field, id, text) {
  if (reply.isEditing()) return reply.save(text);
  const files = attach.take(id);
  field.value = "";
  reply.send(id, text, files);
  changed(field, id);
  typing.stopped(id);
  field.focus();
}

const isSending = (event) => event.key === "Enter" && !event.shiftKey && !isComposing(event);

export function Composer({ open, id: formId, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const field = ref.current;
    drafts.use(field, { refresh: () => refresh(field), answer: reply.restore, busy: reply.isEditing });
    reply.restore(open);
    field.value = reply.resume(open) ?? (open ? drafts.draftOf(open).body : "");
    refresh(field);
    attach.opened();
    if (open && window.matchMedia("(hover: hover)").matches) field.focus();
    return () => drafts.saveNow();
  }, [open]);
  useEffect(() => fitOnResize(ref.current), []);
  const input = (event) => {
    changed(event.target, open);
    typing.changed(open, event.target.value);
  };
  const keyDown = (event) => {
    if (event.key === "Escape" && reply.cancel()) return event.preventDefault();
    if (event.key === "ArrowUp" && !event.altKey && !event.target.value && !reply.quote() && reply.editLast()) return event.preventDefault();
    if (!isComposing(event) && marks.pressed(event)) return event.preventDefault();
    if (!isSending(event)) return;
    event.preventDefault();
    submit(ref.current, open);
  };
  const press = (event) => {
    event.preventDefault();
    submit(ref.current, open);
  };
  return (
    <form {...rest} onSubmit={press}>
      <textarea ref={ref} className="composer-text" rows={1} aria-label={t("Message")} placeholder={t("Message")} onInput={input} onKeyDown={keyDown} onPaste={(event) => pasted(event, reply.isEditing() ? 0 : LIMIT)} enterKeyHint="send" dir="auto" />
      {children}
    </form>
  );
}
