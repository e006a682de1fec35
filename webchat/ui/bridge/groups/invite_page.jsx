// The page behind an invite link: what one is invited to, a name, and one is in the group.
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { t, tn } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Avatar } from "../parts/avatar.jsx";
import { useChatAhead } from "../parts/chat_ahead.jsx";
import { Problem } from "../parts/forms.jsx";
import { signIn } from "./join.js";

const toGroup = (id) => window.location.replace(`/chat/${id}/`);

async function look(code) {
  const [invite, me] = await Promise.all([ask("GET", `invites/${encodeURIComponent(code)}`), ask("GET", "users/me").catch(() => null)]);
  if (!invite.joined) return { invite, me };
  toGroup(invite.conversation_id); // there is nothing to decide any more
  return null;
}

const WayOn = () => (
  <a className="button wide" href="/chat/">
    {t("Go to WebChat")}
  </a>
);

function Gone({ error }) {
  const offline = error.code === "no_answer";
  return (
    <>
      <h1>{offline ? t("The server does not answer") : t("This link does not work")}</h1>
      <p className="promise">{offline ? t("Try again in a moment.") : t("It has expired, was used up or was revoked. Ask who sent it for a new one.")}</p>
      <WayOn />
    </>
  );
}

function NameField({ suggestions, pick }) {
  return (
    <>
      <label htmlFor="name">{t("Your name")}</label>
      <input id="name" name="name" className="field" autoFocus autoComplete="nickname" maxLength={32} required enterKeyHint="go" />
      {suggestions.length ? (
        <div className="suggestions">
          <span>{t("Free right now:")}</span>
          {suggestions.map((name) => (
            <button key={name} type="button" className="suggestion" onClick={() => pick(name)}>
              {name}
            </button>
          ))}
        </div>
      ) : null}
    </>
  );
}

// What another try does not change.
const FINAL = ["forbidden", "conflict"];

function Invitation({ invite, me, code }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const [known, setKnown] = useState(me?.display_name ?? "");
  const [onInput, chatAhead] = useChatAhead();
  const enter = async (name) => {
    setBusy(true);
    setProblem(null);
    try {
      if (!known) {
        await signIn(name);
        setKnown(name);
      }
      const conversation = await ask("POST", `invites/${encodeURIComponent(code)}/accept`, {});
      window.location.assign(`/chat/${conversation.id}/`);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    enter(String(new FormData(event.currentTarget).get("name") ?? "").trim());
  };
  if (known && problem?.code === "not_found") return <Gone error={problem} />; // it ended meanwhile
  const refused = known && FINAL.includes(problem?.code);
  const count = tn("{count} member", "{count} members", invite.members_count);
  return (
    <form onSubmit={submit} onInput={onInput} noValidate>
      {chatAhead}
      <Avatar id={invite.conversation_id} name={invite.title} url={invite.avatar_url} size="xl" />
      <p className="promise">{t("You are invited to")}</p>
      <h1 dir="auto">{invite.title}</h1>
      <p className="promise">{count}</p>
      {invite.description ? <p className="about" dir="auto">{invite.description}</p> : null}
      {known ? null : <NameField suggestions={problem?.suggestions ?? []} pick={enter} />}
      <Problem text={problem ? problem.message || t("The server does not answer. Try again in a moment.") : ""} />
      {refused ? (
        <WayOn />
      ) : (
        <button type="submit" className="button wide" disabled={busy}>
          {t("Join group")}
        </button>
      )}
      <p className="quiet">{refused ? "" : known ? t("You join as {name}.", { name: known }) : t("No e-mail, no password. This browser keeps you signed in.")}</p>
    </form>
  );
}

export function InvitePage(props) {
  const { pathname } = useLocation();
  const code = /^\/join\/([^/]+)/.exec(pathname)?.[1] ?? "";
  const [found, setFound] = useState(null);
  useEffect(() => {
    look(code).then(setFound, (error) => setFound({ error }));
  }, [code]);
  return (
    <div {...props}>
      {!found ? <p className="quiet">{t("Loading…")}</p> : null}
      {found?.error ? <Gone error={found.error} /> : null}
      {found?.invite ? <Invitation {...found} code={code} /> : null}
    </div>
  );
}
