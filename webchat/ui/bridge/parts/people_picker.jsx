// People chosen by name, each a chip that a click takes out again.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { find, findPeople } from "../base/dialogs.js";
import { useStore } from "../base/use_store.js";
import { Avatar } from "./avatar.jsx";
import { Icon } from "./icon.jsx";
import { presentOf } from "./names.js";
import { keyInPeopleField, moveAmongPeople } from "./people_keys.js";
import { Further, Rest, usePages } from "./pages.jsx";

const Chip = ({ person, drop }) => (
  <button type="button" className="picked" aria-label={t("Take out {name}", { name: person.display_name })} onClick={drop}>
    <Avatar id={person.id} name={person.display_name} url={person.avatar_url} size="xs" />
    <span dir="auto">{person.display_name}</span>
    <Icon name="close" />
  </button>
);

/** `chosen` is a list of people; `without` are ids that cannot be chosen. */
export function PeoplePicker({ chosen, set, without = [], ...rest }) {
  const [query, setQuery] = useState("");
  const [further, setFurther] = useState(false); // beyond those who were found first
  const me = useStore("session").me_id_rx_state_;
  const people = useStore("people");
  const lineless = useStore("view").banner;
  const others = usePages(further ? `users?limit=30&q=${encodeURIComponent(query)}` : "");
  useEffect(() => find(""), []);
  const input = (event) => {
    setQuery(event.target.value);
    setFurther(false);
    findPeople(event);
  };
  // Those whom one knows stand first; the pages, for who goes on to the end, are in the order of the names.
  const first = people.found ?? [];
  const all = [...first, ...(others.items ?? []).filter((one) => !first.some((other) => other.id === one.id))];
  const whole = further ? others.items && !others.more && !others.failed : people.found && !people.more;
  const has = (person) => chosen.some((one) => one.id === person.id);
  const toggle = (person) => set(has(person) ? chosen.filter((one) => one.id !== person.id) : [...chosen, person]);
  const offered = all.filter((one) => one.id !== me && !without.includes(one.id)).map((one) => presentOf(people, one));
  return (
    <div className="people-picker">
      {chosen.length ? (
        <div className="chosen">
          {chosen.map((person) => (
            <Chip key={person.id} person={person} drop={() => toggle(person)} />
          ))}
        </div>
      ) : null}
      <input className="field" aria-label={t("Search people")} placeholder={t("Search people")} autoComplete="off" value={query} onChange={input} onKeyDown={keyInPeopleField} data-people-field {...rest} />
      <div className="people short" role="group" aria-label={t("People")} onKeyDown={moveAmongPeople}>
        {offered.map((person) => (
          <button key={person.id} type="button" className="person" aria-pressed={has(person)} onClick={() => toggle(person)}>
            <Avatar id={person.id} name={person.display_name} url={person.avatar_url} presence={person.presence} />
            <span className="title" dir="auto">
              {person.display_name}
            </span>
            <span className="tick" aria-hidden="true" />
          </button>
        ))}
        {further ? <Rest pages={others} as="div" /> : null}
        {people.more && !further ? <Further onSeen={() => setFurther(true)} /> : null}
        {further || people.found ? null : <p className="quiet">{lineless ? t("There is no connection. People are shown as soon as it is back.") : t("Loading…")}</p>}
        {whole && !offered.length ? <p className="quiet">{t("Nobody of this name. Did they join already?")}</p> : null}
      </div>
    </div>
  );
}
