// Every text that people see goes through t("English text"): the English text is the key. `boot.js` has chosen the
// language before the first paint and asked for its catalogue; nothing is drawn before it is here (`texts.jsx`).
const { language, locale, catalogue } = globalThis.webchatLanguage ?? { language: "en" };

// Made when they are needed: the first of them reads the browser's data of languages, which takes a slow phone longer than
// drawing the page.
const later = (make) => {
  let made;
  return () => (made ??= make());
};
const plurals = later(() => new Intl.PluralRules(language));
const numbers = later(() => new Intl.NumberFormat(locale));
const twoDigits = later(() => new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 }));
const percents = later(() => new Intl.NumberFormat(locale, { style: "percent" }));
const lists = later(() => new Intl.ListFormat(locale, { type: "conjunction" }));
const decimals = later(() => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
let texts = {};

export { language, locale };

/** When the catalogue is here; null in English, which needs none. */
export const ready = catalogue?.then((found) => void (texts = found)) ?? null;

/** A number as the reader writes it. */
export const number = (value) => numbers().format(value);

/** The same with two digits at least, as clocks have them. */
export const padded = (value) => twoDigits().format(value);

/** A share of a hundred as the reader writes it: "40%". */
export const percent = (value) => percents().format(value / 100);

/** Words or names as one line: "Ana, Ben, and Cem". */
export const listed = (words) => lists().format(words);

/** The same with one digit after the point. */
export const tenths = (value) => decimals().format(value);

function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (hole, name) => (typeof params[name] === "number" ? number(params[name]) : (params[name] ?? hole)));
}

/** The text in the reader's language, with `{name}` filled from `params`; numbers as they are written there. */
export const t = (text, params = {}) => fill(texts[text] ?? text, params);

/** The same for a text that depends on `{count}`: `one` and `other` are its two English forms. */
export function tn(one, other, count, params = {}) {
  const form = plurals().select(count);
  const english = form === "one" ? one : other;
  return fill(texts[one]?.[form] ?? texts[one]?.other ?? english, { count, ...params });
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** A number of seconds in words, in the largest unit that leaves no rest: Intl knows the forms of every language. */
export function span(seconds, unitDisplay = "long") {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size && seconds % size === 0) ?? UNITS.at(-1);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay }).format(seconds / size);
}

/** The text as it is: it stands here and goes through t() elsewhere. */
export const mark = (text) => text;

/** A formatter of moments for the reader. */
export function dateFormat(options) {
  const made = later(() => new Intl.DateTimeFormat(locale, options));
  return { format: (moment) => made().format(moment) };
}
