// Popovers: where they stand, and what ends them.
const GAP = 6;
const MARGIN = 8;

/** Put a fixed element above its anchor, or below where there is more room, inside the window. */
export function placeBeside(element, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const above = box.top - GAP - height;
  const below = Math.min(box.bottom + GAP, window.innerHeight - height - MARGIN);
  const left = Math.min(Math.max(MARGIN, box.left + box.width / 2 - width / 2), window.innerWidth - width - MARGIN);
  element.style.left = `${left}px`;
  element.style.top = `${above >= MARGIN ? above : Math.max(MARGIN, below)}px`;
}

/** Call `close` on a press outside of the element; answers how to stop. */
export function onOutside(element, close, except) {
  const press = (event) => element.contains(event.target) || except?.contains(event.target) || close();
  document.addEventListener("pointerdown", press, true);
  return () => document.removeEventListener("pointerdown", press, true);
}

/**
 * Where the page scrolls by itself, to what got the focus or to something new, `place` the element anew; a wheel that is
 * turned outside of it closes it, as a press does. Answers how to stop.
 */
export function goAlong(element, place, close) {
  const scrolled = (event) => element.contains(event.target) || place();
  const turned = (event) => element.contains(event.target) || close();
  document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  document.addEventListener("wheel", turned, { passive: true });
  return () => {
    document.removeEventListener("scroll", scrolled, { capture: true });
    document.removeEventListener("wheel", turned);
  };
}

/** The arrow keys that go along a line, and by how much. */
export const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/** Arrow keys, Home and End move the focus among these elements; says whether it was such a key. */
export function roam(elements, event) {
  const at = elements.indexOf(document.activeElement);
  const step = (STEPS[event.key] ?? 0) * (document.dir === "rtl" ? -1 : 1);
  if (step) elements.at((at + step) % elements.length)?.focus();
  else if (event.key === "Home") elements[0]?.focus();
  else if (event.key === "End") elements.at(-1)?.focus();
  else return false;
  event.preventDefault();
  return true;
}
