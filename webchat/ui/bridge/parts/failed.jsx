// What did not come, said in its place, and the way on.
import { t } from "$/public/i18n.js";
import { Problem } from "./forms.jsx";

export const Failed = ({ text = t("This list could not be loaded."), again }) => (
  <div className="not-come">
    <Problem text={text} />
    <button type="button" className="button plain" onClick={again}>
      {t("Try again")}
    </button>
  </div>
);

/** The same for a part that is no list. */
export const NotCome = ({ again }) => <Failed text={t("This part could not be loaded.")} again={again} />;
