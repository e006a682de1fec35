// The text of a message: names of this person are marked, code can be copied, what is long is folded.
import { useLayoutEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { read } from "../base/store.js";
import { copy } from "../parts/clipboard.js";

const LONG_CHARACTERS = 1500;
const LONG_LINES = 20;
const DONE_MS = 1500;

const unfolded = new Set(); // keys of long messages that are shown whole

const isLong = (text) => text.length > LONG_CHARACTERS || text.split("\n", LONG_LINES + 1).length > LONG_LINES;

function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// A head with the language and the button, above a block of code that scrolls by itself.
function frameCode(pre) {
  if (pre.parentElement.className === "code-block") return;
  const label = element("span", "code-language");
  label.textContent = pre.dataset.language ?? t("Code");
  const button = element("button", "copy-code", { type: "button", "aria-label": t("Copy code"), title: t("Copy code") });
  const head = element("div", "code-head");
  head.append(label, button);
  const block = element("div", "code-block", { dir: "ltr" });
  pre.replaceWith(block);
  pre.tabIndex = 0; // scrolls with the keyboard
  block.append(head, pre);
}

async function copyCode(button) {
  await copy(button.closest(".code-block").querySelector("code").textContent.replace(/\n$/, ""));
  button.classList.add("done");
  button.setAttribute("aria-label", t("Copied"));
  setTimeout(() => {
    button.classList.remove("done");
    button.setAttribute("aria-label", t("Copy code"));
  }, DONE_MS);
}

// Each block goes the way of its own letters; one without any goes with the whole message.
function direct(block) {
  if (/\p{L}/u.test(block.textContent)) block.dir = "auto";
}

// The style sheet cannot ask for the direction of an element: it is made into one for browsers that know languages only.
const wayOf = (block) => (block?.matches(":dir(rtl)") ? "rtl" : "ltr");

function dress(body) {
  body.querySelectorAll("pre").forEach(frameCode);
  body.querySelectorAll(":scope > :is(p, ul, ol, blockquote), blockquote > :is(p, ul, ol)").forEach(direct);
  body.dataset.ends = wayOf(body.lastElementChild);
  const me = String(read("session").me_id_rx_state_ ?? "");
  for (const name of body.querySelectorAll(".mention")) name.classList.toggle("me", [me, "all"].includes(name.dataset.userId));
}

const pressed = (event) => {
  const button = event.target.closest?.(".copy-code");
  if (button) copyCode(button);
};

// While a message grows, the log stays where it is, even at the end.
function holdStill(log) {
  log.dataset.still = "";
  requestAnimationFrame(() => requestAnimationFrame(() => delete log.dataset.still));
}

function useFold(key, body) {
  const [whole, setWhole] = useState(unfolded.has(key));
  const show = (now) => {
    if (now) unfolded.add(key);
    else unfolded.delete(key);
    setWhole(now);
  };
  const toggle = () => {
    const log = body.current.closest('[role="log"]');
    if (!log) return show(!whole); // what it said before, in a dialog
    if (!whole) {
      holdStill(log);
      return show(true);
    }
    const article = body.current.closest("article");
    if (article.getBoundingClientRect().top < log.getBoundingClientRect().top) article.scrollIntoView({ block: "start" });
    // The log has taken note of the new place by the next frame.
    requestAnimationFrame(() => show(false));
  };
  return [whole, toggle];
}

// Spaces are shown as they were typed, and the line break behind a <br> would be a second one.
const shown = (html) => html.replaceAll("<br>\n", "<br>");

export function MessageText({ html, text, rowKey }) {
  const ref = useRef(null);
  const [whole, toggle] = useFold(rowKey, ref);
  const long = isLong(text);
  const classes = ["body", long && "long", long && !whole && "folded"].filter(Boolean).join(" ");
  useLayoutEffect(() => dress(ref.current), [html]);
  return (
    <>
      <div ref={ref} className={classes} dir="auto" onClick={pressed} dangerouslySetInnerHTML={{ __html: shown(html) }} />
      {long ? (
        <button type="button" className="fold" aria-expanded={whole} onClick={toggle}>
          {whole ? t("Show less") : t("Show more")}
        </button>
      ) : null}
    </>
  );
}
