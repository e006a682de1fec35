// What records comes when it is first needed, with its bar, or when an earlier page left a recording here.
import { t } from "$/public/i18n.js";
import * as toasts from "../base/toasts.js";
import { hasRecordings } from "../base/vault.js";

export const loadBar = () => import("./voice_bar.jsx");

export let recorder = null;
let loading = null;

function missing() {
  loading = null;
  toasts.show({ text: t("The recorder could not be loaded. Try again when the line is back.") });
}

/** Load it; `recorder` stays null where that fails. */
export const load = () => (loading ??= Promise.all([import("./recorder.js"), loadBar()]).then(([module]) => (recorder = module), missing));

/** Whether it is on its way. */
export const isLoading = () => Boolean(loading && !recorder);

/** What an earlier page recorded and did not send waits again. */
export async function restore() {
  if (!(await hasRecordings())) return;
  await load();
  recorder?.restore();
}
