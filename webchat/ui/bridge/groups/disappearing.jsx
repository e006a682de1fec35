// Messages of a conversation that disappear: after how long, and who may say so.
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Choose } from "../parts/forms.jsx";
import { useWork } from "../parts/work.js";
import { SPANS, spanText } from "../timeline/spans.js";

const optionOf = (seconds) => ({ value: String(seconds), label: seconds ? spanText(seconds) : t("Off") });

/** The choice, for who has it; for the others what holds. */
export function Disappearing({ id, seconds = 0, may }) {
  const [choose, busy, problem] = useWork((value) => ask("PATCH", `conversations/${id}`, { disappear_seconds: Number(value) }));
  if (!may && !seconds) return null;
  return (
    <div className="disappearing">
      {may ? <Choose label={t("Disappearing messages")} value={String(seconds)} set={choose} options={SPANS.map(optionOf)} disabled={busy} /> : null}
      <p className="quiet" role="status">
        {problem || (seconds ? t("What is sent from now on disappears for everyone after {span}.", { span: spanText(seconds) }) : t("Messages stay until they are deleted."))}
      </p>
    </div>
  );
}
