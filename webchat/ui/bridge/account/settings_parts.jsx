// What the settings ask of the server: a chunk of its own, loaded when they are opened first.
import { useEffect, useRef, useState } from "react";
import { span, t } from "$/public/i18n.js";
import { callServer, serverUrl } from "../base/backend.js";
import { closeDialog, openGroupDialog } from "../base/dialogs.js";
import { isEmbedded } from "../base/embedded.js";
import { ask } from "../base/rest.js";
import { put, read } from "../base/store.js";
import * as toasts from "../base/toasts.js";
import { useStore } from "../base/use_store.js";
import { NotCome } from "../parts/failed.jsx";
import { Field, Head, Lines, Problem, Switch } from "../parts/forms.jsx";
import { changeAt, useAnswer, useWork } from "../parts/work.js";
import { leave, signOut } from "./leaving.js";

function ProfileForm({ kept, keep }) {
  const [name, setName] = useState(kept?.display_name ?? "");
  const [about, setAbout] = useState(kept?.about ?? "");
  const [save, busy, problem] = useWork(async () => {
    const user = await ask("PATCH", `users/${kept.id}`, { display_name: name, about });
    keep(user);
    setName(user.display_name);
    setAbout(user.about);
    toasts.show({ text: t("Profile saved") });
  });
  const changed = kept && (name.trim() !== kept.display_name || about.trim() !== kept.about);
  const submit = (event) => {
    event.preventDefault();
    save();
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      <Field label={t("Shown name")} maxLength={64} value={name} set={setName} disabled={!kept} dir="auto" />
      <Lines label={t("About you")} maxLength={500} value={about} set={setAbout} disabled={!kept} />
      <Problem text={problem} />
      {changed ? (
        <button type="submit" className="button" disabled={busy || !name.trim()}>
          {t("Save profile")}
        </button>
      ) : null}
    </form>
  );
}

/** One's name and a few words, as the others see them. */
export function Profile() {
  const { answer, set, failed, again } = useAnswer("users/me");
  return failed ? <NotCome again={again} /> : <ProfileForm key={answer ? "known" : ""} kept={answer} keep={set} />;
}

/** What one shows of oneself, and therefore sees of others. */
export function Privacy() {
  const { answer: shown, set: setShown, failed, again } = useAnswer("users/me/privacy");
  const [change, , problem] = useWork((changes) => changeAt("users/me/privacy", shown, changes, setShown));
  const top = useRef(null);
  // Somebody was told that it is switched off, and pressed the way to it.
  useEffect(() => {
    if (!top.current || read("view").settings_at !== "receipts") return;
    put("view", { settings_at: "" });
    top.current.scrollIntoView({ block: "center" });
    top.current.querySelector("input").focus({ preventScroll: true });
  }, [shown]);
  if (failed) return <NotCome again={again} />;
  if (!shown) return <p className="quiet">{t("Loading…")}</p>;
  return (
    <>
      <div ref={top}>
        <Switch label={t("Read receipts")} on={shown.receipts} set={(receipts) => change({ receipts })} />
      </div>
      <p className="quiet">{t("Switched off, nobody sees what you have read, and you do not see it of others.")}</p>
      <Switch label={t("Online and last seen")} on={shown.presence} set={(presence) => change({ presence })} />
      <p className="quiet">{t("Switched off, nobody sees when you are here, and you do not see it of others.")}</p>
      <Problem text={problem} />
    </>
  );
}

const EXPORT = "/api/users/me/export";

// A refusal would be saved as a file: ask first, then let the browser load it by itself, however large it is.
async function saveExport() {
  const answer = await callServer(EXPORT, { method: "HEAD" }).catch(() => null);
  const seconds = Number(answer?.headers.get("Retry-After"));
  if (answer?.status === 429) throw new Error(t("You had it twice within an hour. You can have it again in {span}.", { span: span(Math.max(60, Math.ceil(seconds / 60) * 60)) }));
  if (!answer?.ok) throw new Error("");
  const link = document.createElement("a");
  Object.assign(link, { href: serverUrl(EXPORT), download: "" });
  link.click();
}

/** All that is known of this person, and the way out for good. */
export function Data() {
  const [save, busy, problem] = useWork(saveExport);
  if (isEmbedded()) return null;
  return (
    <>
      <button type="button" className="button plain" disabled={busy} onClick={save}>
        {t("Export my data")}
      </button>
      <Problem text={problem} />
      <p className="quiet">{t("A zip with your profile, your messages and your files. Twice an hour at most.")}</p>
      <button type="button" className="button plain danger" onClick={() => openGroupDialog("delete_account")}>
        {t("Delete my account")}
      </button>
    </>
  );
}

/** The last question: one's own name, typed. */
export function DeleteAccount() {
  const me = useStore("session").me_name_rx_state_;
  const [typed, setTyped] = useState("");
  const [remove, busy, problem] = useWork(async () => {
    await ask("DELETE", "users/me");
    await leave("deleted");
  });
  const submit = (event) => {
    event.preventDefault();
    if (typed.trim() === me) remove();
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      <Head title={t("Delete my account")} />
      <p>{t("You leave all groups and are signed out everywhere. What you wrote stays, under “Deleted user”. Nobody else ever gets your name, and you cannot come back to it.")}</p>
      <Field label={t("To go on, type {name}", { name: me })} value={typed} set={setTyped} autoFocus spellCheck={false} dir="auto" />
      <Problem text={problem} />
      <button type="submit" className="button danger" disabled={busy || typed.trim() !== me}>
        {t("Delete for good")}
      </button>
    </form>
  );
}

/** The question before signing out: there is no password to come back with. */
export function SignOut() {
  const me = useStore("session").me_name_rx_state_;
  const { answer, failed } = useAnswer("users/me/sessions");
  const [run, busy, problem] = useWork(signOut);
  const alone = answer?.items.length === 1;
  const back = alone
    ? t("You are signed in nowhere else, and there is no password: after this nobody can be {name} again, not even you.", { name: me })
    : t("To come back as {name}, you need a code from another device where you are signed in.", { name: me });
  return (
    <div className="dialog-form">
      <Head title={t("Sign out")} />
      <p>{answer || failed ? back : t("Loading…")}</p>
      {alone ? (
        <button type="button" className="button plain" onClick={() => openGroupDialog("link_device")}>
          {t("Continue on another device")}
        </button>
      ) : null}
      <Problem text={problem} />
      <div className="decide">
        <button type="button" className="button plain" onClick={closeDialog} autoFocus>
          {t("Cancel")}
        </button>
        <button type="button" className={alone ? "button danger" : "button"} disabled={busy || !(answer || failed)} onClick={run}>
          {t("Sign out")}
        </button>
      </div>
    </div>
  );
}
