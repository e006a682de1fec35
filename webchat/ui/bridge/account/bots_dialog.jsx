// One's bots: programs that are users of their own.
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Avatar } from "../parts/avatar.jsx";
import { Field, Head, Problem } from "../parts/forms.jsx";
import { Rest, usePages } from "../parts/pages.jsx";
import { ShownOnce } from "../parts/shown_once.jsx";
import { Sure } from "../parts/sure.jsx";
import { useWork } from "../parts/work.js";

const Token = ({ token }) => (
  <ShownOnce label={t("Token")} value={token} take={t("Copy token")}>
    {t("With it a program writes and reads as this bot. It is shown this once.")}
  </ShownOnce>
);

const Bot = ({ bot, busy, rotate, doom }) => (
  <div className="listed whole">
    <Avatar id={bot.id} name={bot.display_name} url={bot.avatar_url} />
    <div className="words">
      <b dir="auto">{bot.display_name}</b>
    </div>
    <span className="row-ways">
      <button type="button" className="button plain small" disabled={busy} onClick={() => rotate(bot)}>
        {t("New token")}
      </button>
      <button type="button" className="button plain small" disabled={busy} onClick={() => doom(bot)}>
        {t("Delete")}
      </button>
    </span>
  </div>
);

function NewBot({ done }) {
  const [name, setName] = useState("");
  const [make, making, problem] = useWork(async () => {
    const made = await ask("POST", "bots", { username: name.trim() });
    setName("");
    done(made);
  });
  const submit = (event) => {
    event.preventDefault();
    make();
  };
  return (
    <form className="integration-form" onSubmit={submit}>
      <Field label={t("Name")} value={name} set={setName} maxLength={32} required />
      <Problem text={problem} />
      <button type="submit" className="button" disabled={making || !name.trim()}>
        {t("Create bot")}
      </button>
    </form>
  );
}

export function Bots() {
  const [turn, setTurn] = useState(0);
  const [made, setMade] = useState(null);
  const [doomed, setDoomed] = useState(0);
  const pages = usePages("bots", String(turn));
  const shown = (fresh) => {
    setMade(fresh);
    setTurn((before) => before + 1);
  };
  const [rotate, rotating, refused] = useWork(async (bot) => shown(await ask("POST", `bots/${bot.id}/rotate`)));
  const [remove, removing, problem] = useWork(async (bot) => {
    await ask("DELETE", `bots/${bot.id}`);
    setDoomed(0);
    shown(made?.bot.id === bot.id ? null : made);
  });
  return (
    <div className="dialog-form">
      <Head title={t("Bots")} />
      <p className="quiet">{t("A bot is a program with a name of its own. Add it to a group like a person.")}</p>
      {made ? <Token key={made.token} token={made.token} /> : null}
      <Problem text={refused || problem} />
      <ul className="directory" aria-label={t("Bots")}>
        {pages.items?.map((bot) => (
          <li key={bot.id} aria-label={bot.display_name}>
            {doomed === bot.id ? (
              <Sure name={bot.display_name} busy={removing} remove={() => remove(bot)} keep={() => setDoomed(0)}>
                {t("It leaves all groups. What it said stays.")}
              </Sure>
            ) : (
              <Bot bot={bot} busy={rotating} rotate={rotate} doom={() => setDoomed(bot.id)} />
            )}
          </li>
        ))}
        <Rest pages={pages}>{t("There is none yet.")}</Rest>
      </ul>
      <NewBot done={shown} />
    </div>
  );
}
