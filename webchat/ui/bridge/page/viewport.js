// How much of the page is seen: one column or two; and where the browser lays its keyboard over the page, the page keeps
// to what is left.
import { put } from "../base/store.js";

const ONE_COLUMN = "(max-width: 760px)"; // narrow.css

/** Whether list and conversation take turns. */
export const isOneColumn = () => window.matchMedia(ONE_COLUMN).matches;

const root = () => document.documentElement;

function fit() {
  const { height, offsetTop, scale } = window.visualViewport;
  const covered = window.innerHeight - height;
  // Whoever enlarges the page wants to see a part of it, not a smaller one.
  const isCovered = scale < 1.01 && covered > 1;
  for (const [name, size] of [["--seen", height], ["--covered", covered]]) {
    if (isCovered) root().style.setProperty(name, `${Math.round(size)}px`);
    else root().style.removeProperty(name);
  }
  // The browser moved the page to show the field, before there was room for it.
  if (isCovered && (window.scrollY || offsetTop)) window.scrollTo(0, 0);
}

// A screen reader finds the list as the page's main part where it is all there is.
function watchColumns() {
  const columns = window.matchMedia(ONE_COLUMN);
  const tell = () => put("view", { one_column: columns.matches });
  columns.addEventListener("change", tell);
  tell();
  return () => columns.removeEventListener("change", tell);
}

function watchKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return () => {};
  const changes = ["resize", "scroll"];
  for (const change of changes) seen.addEventListener(change, fit);
  fit();
  return () => changes.forEach((change) => seen.removeEventListener(change, fit));
}

/** Watch; answers how to stop. */
export function watch() {
  const stops = [watchColumns(), watchKeyboard()];
  return () => stops.forEach((stop) => stop());
}
