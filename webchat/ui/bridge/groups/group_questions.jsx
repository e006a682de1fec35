// What is asked before something that cannot be taken back.
import { t } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";
import { pathTo } from "../base/embedded.js";
import { goTo, onceLevel } from "../base/navigation.js";
import { ask } from "../base/rest.js";
import { read } from "../base/store.js";
import { useStore } from "../base/use_store.js";
import { Head, Problem } from "../parts/forms.jsx";
import { useWork } from "../parts/work.js";
import { closeDetails } from "./opening.js";
import { openId } from "./rights.js";

const titleOf = (id) => read("sidebar")[`c:${id}`]?.title ?? "";

/** A question with its Cancel; `work` is what a yes does, `after` what follows when the dialog is closed. */
export function Question({ title, text, yes, work, after, danger = true }) {
  const [run, busy, problem] = useWork(async () => {
    await work();
    closeDialog();
    after?.();
  });
  return (
    <div className="dialog-form">
      <Head title={title} />
      <p>{text}</p>
      <Problem text={problem} />
      <div className="decide">
        <button type="button" className="button plain" onClick={closeDialog} autoFocus>
          {t("Cancel")}
        </button>
        <button type="button" className={danger ? "button danger" : "button"} disabled={busy} onClick={run}>
          {yes}
        </button>
      </div>
    </div>
  );
}

// Who went on purpose is shown their list, not that nothing is here any more.
function toList(id) {
  closeDetails();
  onceLevel(() => openId() === id && goTo(pathTo(0), { replace: true }));
}

export function Leave() {
  const id = openId();
  const sidebar = useStore("sidebar");
  const title = titleOf(id);
  const alone = sidebar[`k:${id}`] === 1;
  if (sidebar[`q:${id}`]?.role === "owner" && !alone) {
    return (
      <div className="dialog-form">
        <Head title={t("Leave group")} />
        <p>{t("You own this group. Hand it over to another member first: in the list of members, under “More”. Or delete it for everyone.")}</p>
        <button type="button" className="button" onClick={closeDialog}>
          {t("OK")}
        </button>
      </div>
    );
  }
  const text = alone ? t("You are the last one in {title}: it ends with you.", { title }) : t("You will not see what is said in {title} any more.", { title });
  return <Question title={t("Leave group")} text={text} yes={t("Leave")} work={() => ask("DELETE", `groups/${id}/members/me`)} after={() => toList(id)} />;
}

export function Delete() {
  const id = openId();
  const text = t("{title} and everything said in it goes away for everyone.", { title: titleOf(id) });
  return <Question title={t("Delete group")} text={text} yes={t("Delete")} work={() => ask("DELETE", `groups/${id}`)} after={() => toList(id)} />;
}

export function HandOver() {
  const id = openId();
  const { about: person } = read("view");
  const text = t("{name} becomes the owner of {title}, and you stay as an admin.", { name: person.display_name, title: titleOf(id) });
  return <Question danger={false} title={t("Hand over group")} text={text} yes={t("Hand over")} work={() => ask("PATCH", `groups/${id}/members/${person.id}`, { role: "owner" })} />;
}

export function Remove() {
  const id = openId();
  const { about: person } = read("view");
  const text = t("{name} leaves {title} at once, and comes back only when an admin adds them.", { name: person.display_name, title: titleOf(id) });
  return <Question title={t("Remove from group")} text={text} yes={t("Remove")} work={() => ask("DELETE", `groups/${id}/members/${person.id}`)} />;
}
