// The dialogs about people whom one wants nothing to do with.
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";
import { read } from "../base/store.js";
import { useStore } from "../base/use_store.js";
import { Question } from "../groups/group_questions.jsx";
import { Avatar } from "../parts/avatar.jsx";
import { Choices, Head, Lines, Problem } from "../parts/forms.jsx";
import { useWork } from "../parts/work.js";
import { block, blockedPeople, report, unblock } from "./blocks.js";

const LONGEST = 2000;

export function Block() {
  const { about: person } = read("view");
  const text = t("{name} cannot write to you or add you to groups, and neither of you sees when the other is here. They are not told. In groups their messages are folded.", { name: person.display_name });
  return <Question title={t("Block {name}?", { name: person.display_name })} text={text} yes={t("Block")} work={() => block(person)} />;
}

export function Report() {
  const { about: person } = read("view");
  const [reason, setReason] = useState("spam");
  const [words, setWords] = useState("");
  const [run, busy, problem] = useWork(async () => {
    await report(person, { reason, words, ...(person.message_id ? { message_id: person.message_id } : { user_id: person.id }) });
    closeDialog();
  });
  const reasons = [
    { value: "spam", label: t("Spam") },
    { value: "abuse", label: t("Abuse") },
    { value: "other", label: t("Something else") },
  ];
  const text = person.message_id
    ? t("The people who run this chat get this message of {name} with a few around it, and your name. {name} is not told.", { name: person.display_name })
    : t("The people who run this chat get {name}'s name and yours. {name} is not told.", { name: person.display_name });
  return (
    <form className="dialog-form" onSubmit={(event) => (event.preventDefault(), run())}>
      <Head title={person.message_id ? t("Report message") : t("Report {name}", { name: person.display_name })} />
      <p>{text}</p>
      <Choices legend={t("What is it?")} name="reason" options={reasons} value={reason} set={setReason} />
      <Lines label={t("What should they know?")} value={words} set={setWords} maxLength={LONGEST} />
      <Problem text={problem} />
      <div className="decide">
        <button type="button" className="button plain" onClick={closeDialog}>
          {t("Cancel")}
        </button>
        <button type="submit" className="button danger" disabled={busy}>
          {t("Report")}
        </button>
      </div>
    </form>
  );
}

const Person = ({ person }) => (
  <li className="listed whole" aria-label={person.display_name}>
    <Avatar id={person.id} name={person.display_name} url={person.avatar_url} />
    <div className="words">
      <b dir="auto">{person.display_name}</b>
      <span className="quiet" dir="auto">@{person.username}</span>
    </div>
    <button type="button" className="button plain small" aria-label={t("Unblock {name}", { name: person.display_name })} onClick={() => unblock(person)}>
      {t("Unblock")}
    </button>
  </li>
);

export function Blocked() {
  const people = blockedPeople(useStore("blocks"));
  return (
    <div className="dialog-form">
      <Head title={t("Blocked people")} />
      {people.length ? null : <p className="quiet">{t("Nobody is blocked. You find “Block” in the details of a conversation.")}</p>}
      <ul className="directory" aria-label={t("Blocked people")}>
        {people.map((person) => (
          <Person key={person.id} person={person} />
        ))}
      </ul>
    </div>
  );
}
