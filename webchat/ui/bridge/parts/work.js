// Work that may be refused, and how that is said.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { notify } from "../base/toasts.js";

/** Why something did not work, in words. */
export const reasonOf = (error) => error.message || t("The server does not answer. Try again in a moment.");

/** Do `work`; what is refused is told. Answers undefined then. */
export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    notify(reasonOf(error));
  }
}

/** `work` once at a time: [run, busy, problem]. */
export function useWork(work) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const run = async (...given) => {
    setBusy(true);
    setProblem("");
    try {
      await work(...given);
    } catch (error) {
      setProblem(reasonOf(error));
    }
    setBusy(false);
  };
  return [run, busy, problem];
}

/** Show `changes` of what `path` holds at once, and it as it was `before` where they are refused. */
export async function changeAt(path, before, changes, show) {
  show({ ...before, ...changes });
  try {
    show(await ask("PATCH", path, changes));
  } catch (error) {
    show(before);
    throw error;
  }
}

/** What `path` answers: {answer, set, failed, again()}; null until it does. `set` puts a later answer in its place. */
export function useAnswer(path) {
  const [answer, set] = useState(null);
  const [failed, setFailed] = useState(false);
  const again = () => {
    setFailed(false);
    ask("GET", path).then(set, () => setFailed(true));
  };
  useEffect(again, [path]);
  return { answer, set, failed, again };
}
