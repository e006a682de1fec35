// What can be done with keys, in words.
import { mark, t } from "$/public/i18n.js";
import { isMac } from "../base/platform.js";
import { Head } from "../parts/forms.jsx";

const control = () => (isMac() ? "⌘" : t("Ctrl"));
const alt = () => (isMac() ? "⌥" : t("Alt"));

// What it does, then the keys; each set of them is another way.
const PARTS = [
  [
    mark("Everywhere"),
    [
      [mark("Search people, chats and messages"), () => [[control(), "K"]]],
      [mark("Next conversation"), () => [[alt(), "↓"]]],
      [mark("Previous conversation"), () => [[alt(), "↑"]]],
      [mark("Close what is on top, or go one step back"), () => [[t("Esc")]]],
      [mark("This list"), () => [["?"]]],
    ],
  ],
  [
    mark("While writing"),
    [
      [mark("Send"), () => [[t("Enter")]]],
      [mark("New line"), () => [[t("Shift"), t("Enter")]]],
      [mark("Bold"), () => [[control(), "B"]]],
      [mark("Italic"), () => [[control(), "I"]]],
      [mark("Strikethrough"), () => [[control(), t("Shift"), "X"]]],
      [mark("Code"), () => [[control(), "E"]]],
      [mark("Edit your last message, in an empty field"), () => [["↑"]]],
      [mark("Complete a name or an emoji"), () => [["@"], [":"]]],
    ],
  ],
  [
    mark("Lists and menus"),
    [
      [mark("Up and down"), () => [["↑"], ["↓"]]],
      [mark("To the first or the last one"), () => [[t("Home")], [t("End")]]],
      [mark("Choose"), () => [[t("Enter")]]],
    ],
  ],
];

const Keys = ({ ways }) =>
  ways.map((keys) => (
    <span key={keys.join()} className="keys">
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  ));

export default function Shortcuts() {
  return (
    <>
      <Head title={t("Keyboard shortcuts")} />
      {PARTS.map(([title, lines]) => (
        <section key={title} className="shortcuts">
          <h3>{t(title)}</h3>
          <dl>
            {lines.map(([label, ways]) => (
              <div key={label}>
                <dt>{t(label)}</dt>
                <dd>
                  <Keys ways={ways()} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
