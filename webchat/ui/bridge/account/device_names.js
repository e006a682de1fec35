// What the server calls a device, in the reader's language: "Firefox on Linux".
import { t } from "$/public/i18n.js";

/** The name for people; what a program calls itself stays as it is. */
export function deviceName(name) {
  const [, browser, system] = /^(\w[\w ]*) on (\w[\w ]*)$/.exec(name ?? "") ?? [];
  return browser ? t("{browser} on {system}", { browser, system }) : name;
}
