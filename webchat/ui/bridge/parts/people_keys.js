// Keys where people, or chats, are looked for by name in a dialog.
import { isComposing } from "../base/composing.js";
import { onceFound } from "../base/dialogs.js";

const peopleAt = (part) => [...part.closest("dialog").querySelectorAll("button.person, .person input")];

// Who went elsewhere meanwhile chooses nobody, and who is chosen already is not given up.
function takeFirst(field) {
  if (document.activeElement !== field) return;
  const first = peopleAt(field).find((one) => !one.closest("[data-unfitting]"));
  if (first && !first.checked && first.ariaPressed !== "true") first.click();
  field.select();
}

/** In the field: down to who was found, Enter takes the first. It sends no form that the field is part of. */
export function keyInPeopleField(event) {
  if (isComposing(event)) return;
  const { key, target: field } = event;
  if (key === "ArrowDown") peopleAt(field)[0]?.focus();
  else if (key === "Enter") field.value.trim() && onceFound(() => takeFirst(field));
  else return;
  event.preventDefault();
}

/** Among them: arrows move, from the first one up back to the field. */
export function moveAmongPeople(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = peopleAt(event.target);
  const at = all.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  if (at + step < 0) event.target.closest("dialog").querySelector("[data-people-field]").focus();
  else all[at + step]?.focus();
}
