// The keyboard of a screen: where the browser lays it over the page, the page keeps to what is seen of it.
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

/** Watch; answers how to stop. */
export function watch() {
  const seen = window.visualViewport;
  if (!seen) return () => {};
  const changes = ["resize", "scroll"];
  for (const change of changes) seen.addEventListener(change, fit);
  fit();
  return () => changes.forEach((change) => seen.removeEventListener(change, fit));
}
