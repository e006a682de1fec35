// A contact card: somebody here, or a name with phones and e-mails.
import { useEffect, useState, useSyncExternalStore } from "react";
import { t } from "$/public/i18n.js";
import { find, findPeople } from "../base/dialogs.js";
import { read, subscribe } from "../base/store.js";
import { Avatar } from "../parts/avatar.jsx";
import { Choices, Field, Head } from "../parts/forms.jsx";
import { keyInPeopleField, moveAmongPeople } from "../parts/people_keys.js";
import { foundPeople, peopleSearched } from "../sidebar/list.js";
import { send } from "./adding.js";

const split = (text) => text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);

function SomebodyHere() {
  const people = useSyncExternalStore((heard) => subscribe("people", heard), () => read("people"), () => ({}));
  useEffect(() => find(""), []);
  const found = foundPeople(people);
  return (
    <>
      <Field label={t("Search people")} onChange={findPeople} onKeyDown={keyInPeopleField} data-people-field autoFocus />
      <div className="people" onKeyDown={moveAmongPeople}>
        {found.length ? null : <p className="quiet">{peopleSearched(people) ? t("Nobody of this name. Did they join already?") : t("Loading…")}</p>}
        {found.map((person) => (
          <button key={person.id} type="button" className="person" onClick={() => send("contact", { user_id: person.id, name: person.display_name })}>
            <Avatar id={person.id} name={person.display_name} url={person.avatar_url} />
            <span className="title" dir="auto">
              {person.display_name}
            </span>
          </button>
        ))}
      </div>
    </>
  );
}

function SomebodyElse() {
  const [name, setName] = useState("");
  const [phones, setPhones] = useState("");
  const [emails, setEmails] = useState("");
  const wrong = split(phones).some((one) => !/^[+0-9 ()./#*x-]{2,40}$/.test(one)) || split(emails).some((one) => !/^[^\s@<>"]+@[^\s@<>"]+$/.test(one));
  const ready = name.trim() && (split(phones).length || split(emails).length) && !wrong;
  const submit = (event) => {
    event.preventDefault();
    if (ready) send("contact", { name: name.trim(), phones: split(phones), emails: split(emails) });
  };
  return (
    <form className="dialog-form" onSubmit={submit}>
      <Field label={t("Name")} maxLength={100} value={name} set={setName} autoFocus />
      <Field label={t("Phone numbers")} placeholder="+49 30 1234567" inputMode="tel" value={phones} set={setPhones} />
      <Field label={t("E-mail addresses")} placeholder="name@example.org" inputMode="email" value={emails} set={setEmails} />
      <p className="quiet">{t("Several are separated by commas.")}</p>
      <div className="dialog-foot">
        <button type="submit" className="button" disabled={!ready}>
          {t("Send contact")}
        </button>
      </div>
    </form>
  );
}

export default function ContactDialog() {
  const [who, setWho] = useState("here");
  const options = [
    { value: "here", label: t("Somebody here") },
    { value: "else", label: t("Somebody else") },
  ];
  return (
    <>
      <Head title={t("Contact")} />
      <Choices legend={t("Whose contact")} name="who" options={options} value={who} set={setWho} />
      {who === "here" ? <SomebodyHere /> : <SomebodyElse />}
    </>
  );
}
