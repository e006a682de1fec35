// Which dialog is open, and what it needs before it is.
import { plain } from "./plain.js";
import { isLive, server } from "./server.js";
import { put, read } from "./store.js";

const FIND_MS = 120;

const PREPARE = {
  share: () => {},
  new: () => lookForPeople(""),
  settings: () => put("view", { settings_at: "", theme: window.webchatTheme.theme, accent: window.webchatTheme.accent, previews: window.webchatTheme.previews }),
};

export function openDialog(name) {
  PREPARE[name]();
  put("view", { dialog: name });
}

/** Open the settings where such a switch is: "receipts". */
export function openSettingsAt(place) {
  openDialog("settings");
  put("view", { settings_at: place });
}

export const closeDialog = () => put("view", { dialog: "" });

/** Open a dialog about groups; `about` is what it is about, if that is not the open group. */
export const openGroupDialog = (name, about) => put("view", { dialog: name, about: about?.nativeEvent || about?.target ? null : about });

let finding = null;
let asked = null; // the last question for people, until it is answered
let waiting = null; // what is to be done with the answer to what is written

// Until the server has answered what is written now, who fits among those held stays.
function narrow(query) {
  const fitting = read("people").found?.filter((one) => plain(one.display_name).includes(plain(query)));
  put("people", { found: fitting?.length ? fitting : undefined, more: false });
}

/** Look for people while typing; the server is asked a moment after the last key. */
export function findPeople(event) {
  stopFinding();
  const query = event.target.value;
  put("view", { people_query: query });
  narrow(query);
  finding = setTimeout(() => ((finding = null), find(query)), FIND_MS);
}

// What was to be asked, or done with an answer, is not any more.
function stopFinding() {
  clearTimeout(finding);
  finding = waiting = null;
}

function lookForPeople(query) {
  stopFinding();
  put("view", { people_query: query });
  find(query);
}

/** Ask for people; the answer comes into the store as "found". */
export function find(query) {
  asked = query;
  if (isLive()) server.find({ query });
}

/** Do something when those are listed who fit what is written: at once where they are. */
export function onceFound(run) {
  if (finding) stopFinding(), find(read("view").people_query);
  if (asked === null) run();
  else waiting = run;
}

/** What an update about people says: the question was answered. An answer to an earlier one tells of people who may not fit. */
export function takeUpdate(delta) {
  if (delta.found_for === undefined) return;
  if (finding || (asked !== null && delta.found_for !== asked)) narrow(read("view").people_query);
  if (delta.found_for !== asked) return;
  asked = null;
  if (waiting) setTimeout(waiting); // they are drawn by then
  waiting = null;
}

/** Back on line: who was looked for before there was one is looked for now. */
export function resend() {
  if (asked !== null) find(asked);
}
