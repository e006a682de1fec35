// Every text that people see goes through t("English text"): the English text is the
// key, a catalogue chosen before the first paint holds the others.
const catalogues = {};
const language = typeof navigator === "undefined" ? "en" : navigator.language.split("-")[0];
const catalogue = catalogues[language] ?? {};

/** The text in the reader's language, with `{name}` filled from `params`. */
export function t(text, params = {}) {
  return (catalogue[text] ?? text).replace(/\{(\w+)\}/g, (hole, name) => params[name] ?? hole);
}
