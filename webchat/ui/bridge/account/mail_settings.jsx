// Where somebody wants a mail about what they missed: an address that a code proves, and how long away is long.
import { useState } from "react";
import { t, tn } from "$/public/i18n.js";
import { isEmbedded } from "../base/embedded.js";
import { ask } from "../base/rest.js";
import { NotCome } from "../parts/failed.jsx";
import { Choose, Field, Problem, Switch } from "../parts/forms.jsx";
import { changeAt, useAnswer, useWork } from "../parts/work.js";

const HOURS = [0, 1, 4, 8, 24, 72];
const PATH = "users/me/mail";

function away(hours) {
  if (!hours) return t("Never");
  if (hours === 24) return t("Once a day at most");
  return hours % 24 ? tn("After {count} hour away", "After {count} hours away", hours) : tn("After {count} day away", "After {count} days away", hours / 24);
}

function Address({ take }) {
  const [address, setAddress] = useState("");
  const [send, busy, problem] = useWork(async () => take(await ask("PUT", PATH, { address })));
  const submit = (event) => {
    event.preventDefault();
    send();
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      <p className="quiet">{t("When you were away for long, a mail tells you what you missed. Nobody else sees your address.")}</p>
      <Field label={t("E-mail address")} type="email" autoComplete="email" maxLength={254} value={address} set={setAddress} dir="ltr" />
      <Problem text={problem} />
      {address.trim() ? (
        <button type="submit" className="button" disabled={busy}>
          {t("Send me a code")}
        </button>
      ) : null}
    </form>
  );
}

function Code({ address, take, forget }) {
  const [code, setCode] = useState("");
  const [confirm, busy, problem] = useWork(async () => take(await ask("POST", `${PATH}/confirm`, { code })));
  const submit = (event) => {
    event.preventDefault();
    confirm();
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      <p className="quiet">{t("A code was sent to {address}. It counts for half an hour.", { address })}</p>
      <Field label={t("Code of the mail")} inputMode="numeric" autoComplete="one-time-code" maxLength={6} value={code} set={setCode} dir="ltr" />
      <Problem text={problem} />
      <div className="buttons">
        <button type="submit" className="button" disabled={busy || !code.trim()}>
          {t("Confirm")}
        </button>
        <button type="button" className="button plain" disabled={busy} onClick={forget}>
          {t("Another address")}
        </button>
      </div>
    </form>
  );
}

function Wishes({ mail, change, forget }) {
  const hours = HOURS.includes(mail.after_hours) ? HOURS : [...HOURS, mail.after_hours].sort((a, b) => a - b);
  return (
    <>
      <p className="mail-address">
        <bdi>{mail.address}</bdi>
        <button type="button" className="button plain small" onClick={forget}>
          {t("Forget this address")}
        </button>
      </p>
      <Choose label={t("Mail about what I missed")} value={mail.after_hours} set={(value) => change({ after_hours: Number(value) })} options={hours.map((value) => ({ value, label: away(value) }))} />
      {mail.after_hours ? <Switch label={t("Quote what was said")} on={mail.texts} set={(texts) => change({ texts })} /> : null}
    </>
  );
}

function Step({ mail, take, change, forget }) {
  if (mail.wanted_address) return <Code address={mail.wanted_address} take={take} forget={forget} />;
  return mail.address ? <Wishes mail={mail} change={change} forget={forget} /> : <Address take={take} />;
}

function Mails() {
  const { answer: mail, set: setMail, failed, again } = useAnswer(PATH);
  const [change, , problem] = useWork((changes) => changeAt(PATH, mail, changes, setMail));
  const [forget, , trouble] = useWork(async () => setMail(await ask("DELETE", PATH)));
  if (!failed && !mail?.offered) return null;
  return (
    <section className="mail-settings" aria-label={t("E-mail")}>
      <h3>{t("E-mail")}</h3>
      {failed ? <NotCome again={again} /> : <Step mail={mail} take={setMail} change={change} forget={forget} />}
      <Problem text={problem || trouble} />
    </section>
  );
}

/** The part of the settings; nothing where this server sends no mail. */
export const MailSettings = () => (isEmbedded() ? null : <Mails />);
