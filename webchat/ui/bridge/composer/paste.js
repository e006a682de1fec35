// What is pasted into the composer: words with their marks, as they looked where they were copied; what is longer than a
// message goes as a file.
import { t } from "$/public/i18n.js";
import * as toasts from "../base/toasts.js";
import { refusal } from "../media/file_limits.js";
import * as attach from "./attach.js";
import { typeInto } from "./caret.js";
import { marked } from "./marks.js";
import { lengthOf } from "./text.js";

const LARGEST = 200_000; // of a page's HTML: what is larger is pasted as plain text
const BLOCKS = /^(?:p|div|section|article|header|footer|main|h[1-6]|ul|ol|dl|dt|dd|tr|figure|hr)$/;
const APART = /^(?:p|h[1-6]|ul|ol|blockquote|pre)$/;
const NOTHING = /^(?:style|script|title|head|meta|template|svg|img|button|select)$/;
const ADDRESS = /^(?:https?:|mailto:)/i;
const MARKS = [
  ["**", /^(?:b|strong|h[1-6])$/, /font-weight:\s*(?:bold|[6-9]00)/i, /font-weight:\s*(?:normal|[1-5]00)/i],
  ["*", /^(?:i|em)$/, /font-style:\s*italic/i, /font-style:\s*normal/i],
  ["~~", /^(?:s|del|strike)$/, /text-decoration[^;]*line-through/i, /text-decoration[^;]*none/i],
];

function linked(element, words) {
  const address = element.getAttribute("href") ?? "";
  const called = words.trim();
  if (!ADDRESS.test(address) || !called || called.includes("\n")) return words;
  if (called === address || `${called}/` === address || address.replace(/^(?:https?:\/\/|mailto:)/i, "").replace(/\/$/, "") === called) return address.replace(/^mailto:/i, "");
  return `[${called.replace(/[[\]]/g, "\\$&")}](${address.replace(/[()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`)})`;
}

function item(element, words) {
  const list = element.parentElement;
  const ordered = list?.tagName === "OL";
  const mark = ordered ? `${(list.start || 1) + [...list.children].indexOf(element)}. ` : "- ";
  return `\n${mark}${words.trim().replace(/\n+/g, `\n${" ".repeat(mark.length)}`)}`;
}

// `kept` are blocks of code, in whose place a sign stands until all else is done.
function wordsOf(node, kept, on = "") {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[\s\u00a0]+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const name = node.tagName.toLowerCase();
  const style = node.getAttribute("style") ?? "";
  if (NOTHING.test(name)) return "";
  if (name === "br") return "\n";
  if (name === "pre") return `\n\n\u0000${kept.push(`\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\``) - 1}\u0000\n\n`;
  if (name === "code" && !node.textContent.includes("`")) return marked("`", node.textContent);
  const marks = MARKS.filter(([mark, names, looks, not]) => !on.includes(` ${mark} `) && (looks.test(style) || (names.test(name) && !not.test(style)))).map(([mark]) => mark);
  const inside = marks.reduce((all, mark) => `${all} ${mark} `, on);
  let words = [...node.childNodes].map((child) => wordsOf(child, kept, inside)).join("");
  for (const mark of marks) words = marked(mark, words);
  if (name === "a") return linked(node, words);
  if (name === "li") return item(node, words);
  if (name === "blockquote") return `\n\n${words.trim().replace(/^/gm, "> ")}\n\n`;
  const edge = APART.test(name) && !node.closest("li") ? "\n\n" : BLOCKS.test(name) ? "\n" : "";
  return edge + words + edge;
}

/** The marks that HTML is in the words of a message; "" where it has none that count: plain text says it as well. */
export function marksOf(html) {
  if (!html || html.length > LARGEST) return "";
  const { body } = new DOMParser().parseFromString(html, "text/html"); // runs and loads nothing
  // Columns of a table are tabs in plain text; an editor's code is what it is.
  if (body.querySelector("table") || /white-space:\s*pre/i.test(body.firstElementChild?.getAttribute("style") ?? "")) return "";
  const kept = [];
  const words = wordsOf(body, kept).replace(/[ \t]+$/gm, "").replace(/^ (?! )/gm, "").replace(/\n{3,}/g, "\n\n").trim();
  if (!kept.length && !/\*|~~|`|\]\(|^(?:- |\d+\. |> )/m.test(words)) return "";
  return words.replace(/\u0000(\d+)\u0000/g, (_, at) => kept[at]);
}

function asFile(event, text, limit) {
  const file = new File([text], `${t("Pasted text")}.txt`, { type: "text/plain" });
  if (lengthOf(text) <= limit || refusal(file) || attach.isFull()) return false;
  event.preventDefault();
  const key = attach.add([file]);
  const field = event.target;
  const back = () => (attach.discard(key), insert(field, text));
  toasts.show({ text: t("This is too long for one message, so it goes as a file."), label: t("Paste as text"), run: back });
  return true;
}

function insert(field, text) {
  field.focus();
  typeInto(field, text);
}

/** Something is pasted into the field; `limit` is how long a message may be, 0 while an old one is edited: then nothing goes as a file. */
export function pasted(event, limit) {
  const text = event.clipboardData.getData("text/plain");
  if (!text || attach.isNames(event.clipboardData)) return;
  if (limit && asFile(event, text, limit)) return;
  const words = marksOf(event.clipboardData.getData("text/html"));
  if (!words || words.replace(/\s+/g, " ") === text.trim().replace(/\s+/g, " ")) return;
  event.preventDefault();
  insert(event.target, words);
}
