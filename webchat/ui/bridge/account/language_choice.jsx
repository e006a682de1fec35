// In which language the interface speaks: the browser's, or one that was chosen here.
import { t } from "$/public/i18n.js";
import { setLanguage } from "../base/look.js";
import { Choose } from "../parts/forms.jsx";

function ownName(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}

export function LanguageChoice() {
  const { LANGUAGES, chosen } = window.webchatLanguage;
  const options = [{ value: "", label: t("As in the browser") }, ...LANGUAGES.map((value) => ({ value, label: ownName(value) }))];
  return <Choose label={t("Language")} value={chosen} set={setLanguage} options={options} />;
}
