// In which language the interface speaks: the browser's, or one that was chosen here.
import { t } from "$/public/i18n.js";
import { Choose } from "../parts/forms.jsx";

function ownName(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}

// The texts are chosen before the first paint, so another language is another load; drafts and the outbox outlive it.
function choose(language) {
  window.webchatLanguage.choose(language);
  window.location.reload();
}

export function LanguageChoice() {
  const { LANGUAGES, chosen } = window.webchatLanguage;
  const options = [{ value: "", label: t("As in the browser") }, ...LANGUAGES.map((value) => ({ value, label: ownName(value) }))];
  return <Choose label={t("Language")} value={chosen} set={choose} options={options} />;
}
