// A new group, its settings, more people for it.
import { useEffect, useId, useState } from "react";
import { listed, span, t, tn } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";
import { ask } from "../base/rest.js";
import { read } from "../base/store.js";
import { useStore } from "../base/use_store.js";
import { PictureField } from "../media/picture_field.jsx";
import { Choices, Field, Head, Lines, Problem, Switch } from "../parts/forms.jsx";
import { PeoplePicker } from "../parts/people_picker.jsx";
import { useWork } from "../parts/work.js";
import { enter } from "./groups.js";
import { openId } from "./rights.js";

const WHO = (everyone, admins) => [
  { value: "all", label: everyone },
  { value: "admins", label: admins },
];

// How long members wait between two messages; a value that a program has set stays one of the choices.
const PAUSES = [0, 5, 10, 30, 60, 300, 900, 3600];

function Slow({ seconds = 0, set }) {
  const id = useId();
  const pauses = PAUSES.includes(seconds) ? PAUSES : [...PAUSES, seconds].sort((one, other) => one - other);
  return (
    <div className="labelled">
      <label htmlFor={id}>{t("Slow mode: members wait between two messages")}</label>
      <select id={id} className="field" value={seconds} onChange={(event) => set(Number(event.target.value))}>
        {pauses.map((pause) => (
          <option key={pause} value={pause}>
            {pause ? span(pause) : t("Off")}
          </option>
        ))}
      </select>
    </div>
  );
}

function Settings({ group, change }) {
  return (
    <>
      <Choices legend={t("Who may write")} name="who_can_write" options={WHO(t("Everyone"), t("Only admins"))} value={group.who_can_write} set={change("who_can_write")} />
      <Choices legend={t("Who may add people")} name="who_can_add" options={WHO(t("Everyone"), t("Only admins"))} value={group.who_can_add} set={change("who_can_add")} />
      <Slow seconds={group.slow_seconds} set={change("slow_seconds")} />
      <Switch label={t("Public: anybody can find and join it")} on={group.is_public} set={change("is_public")} />
    </>
  );
}

function useGroup(begin) {
  const [group, setGroup] = useState(begin);
  return [group, (name) => (value) => setGroup((before) => ({ ...before, [name]: value }))];
}

const submitting = (run) => (event) => {
  event.preventDefault();
  run();
};

// Who of the chosen is not here, or not for this person: which of the two, nobody says.
function awayAmong(chosen, ids) {
  const names = chosen.filter((one) => ids.includes(one.id)).map((one) => one.display_name);
  return names.length ? tn("{names} is not here.", "{names} are not here.", names.length, { names: listed(names) }) : "";
}

// `work` with the ids of the chosen people, once at a time: [run, busy, problem].
function useAdding(chosen, work) {
  const [away, setAway] = useState([]);
  const [run, busy, problem] = useWork(async () => {
    setAway([]);
    await work(chosen.map((one) => one.id)).catch((error) => {
      setAway(error.user_ids ?? []);
      if (!error.user_ids?.length) throw error;
    });
  });
  return [run, busy, problem || awayAmong(chosen, away)];
}

export function NewGroup() {
  const [group, change] = useGroup({ title: "", description: "", who_can_write: "all", who_can_add: "admins", is_public: false, slow_seconds: 0 });
  const [members, setMembers] = useState([]);
  const [picture, choosePicture] = usePicture();
  const [create, busy, problem] = useAdding(members, (ids) => {
    const wanted = { ...group, title: group.title.trim(), avatar_media_id: picture?.id ?? null, member_ids: ids };
    return enter(() => ask("POST", "groups", wanted));
  });
  return (
    <form className="dialog-form" onSubmit={submitting(create)}>
      <Head title={t("New group")} />
      <PictureField id={0} name={group.title} url={picture?.url} choose={choosePicture} />
      <Field label={t("Group name")} maxLength={128} value={group.title} set={change("title")} autoFocus dir="auto" />
      <Lines label={t("Description")} maxLength={1000} value={group.description} set={change("description")} />
      <PeoplePicker chosen={members} set={setMembers} />
      <details className="foldout">
        <summary>{t("Settings of the group")}</summary>
        <Settings group={group} change={change} />
      </details>
      <div className="dialog-foot">
        <Problem text={problem} />
        <button type="submit" className="button" disabled={busy || !group.title.trim()}>
          {t("Create group")}
        </button>
      </div>
    </form>
  );
}

// What was chosen but is not saved yet: undefined (nothing), null (none), or {id, url}.
function usePicture() {
  const [picture, setPicture] = useState(undefined);
  useEffect(() => () => picture && URL.revokeObjectURL(picture.url), [picture]);
  return [picture, (id, blob) => setPicture(blob ? { id, url: URL.createObjectURL(blob) } : null)];
}

const EDITED = ["title", "description", "who_can_write", "who_can_add", "is_public", "slow_seconds"];

export function EditGroup() {
  const id = openId();
  const held = read("sidebar")[`c:${id}`] ?? {};
  const [group, change] = useGroup(Object.fromEntries(EDITED.map((name) => [name, held[name]])));
  const [picture, choosePicture] = usePicture();
  const [save, busy, problem] = useWork(async () => {
    // Only what was changed here: somebody else may be changing the rest.
    const changes = Object.fromEntries(Object.entries(group).filter(([name, value]) => value !== held[name]));
    if (picture !== undefined) changes.avatar_media_id = picture && picture.id;
    if (Object.keys(changes).length) await ask("PATCH", `groups/${id}`, changes);
    closeDialog();
  });
  return (
    <form className="dialog-form" onSubmit={submitting(save)}>
      <Head title={t("Edit group")} />
      <PictureField id={id} name={group.title} url={picture === undefined ? held.avatar_url : picture?.url} choose={choosePicture} />
      <Field label={t("Group name")} maxLength={128} value={group.title ?? ""} set={change("title")} dir="auto" />
      <Lines label={t("Description")} maxLength={1000} value={group.description ?? ""} set={change("description")} />
      <Settings group={group} change={change} />
      <div className="dialog-foot">
        <Problem text={problem} />
        <button type="submit" className="button" disabled={busy || !group.title?.trim()}>
          {t("Save")}
        </button>
      </div>
    </form>
  );
}

export function AddMembers() {
  const id = openId();
  const [chosen, setChosen] = useState([]);
  const people = useStore("people");
  const inside = Object.entries(people).filter(([key, one]) => key.startsWith(`u:${id}:`) && one?.role).map(([, one]) => one.id);
  // Whatever is refused is said below, and who was chosen stays chosen.
  const [add, busy, problem] = useAdding(chosen, async (ids) => {
    await ask("POST", `groups/${id}/new-members`, { user_ids: ids });
    closeDialog();
  });
  return (
    <form className="dialog-form" onSubmit={submitting(add)}>
      <Head title={t("Add people")} />
      <PeoplePicker chosen={chosen} set={setChosen} without={inside} autoFocus />
      <div className="dialog-foot">
        <Problem text={problem} />
        <button type="submit" className="button" disabled={!chosen.length || busy}>
          {t("Add")}
        </button>
      </div>
    </form>
  );
}
