// The page of a new device: a code, typed or from the address, then the yes of the other device.
import { useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { t } from "$/public/i18n.js";
import { ask } from "../base/rest.js";
import { Field, Problem } from "../parts/forms.jsx";
import { reasonOf } from "../parts/work.js";

const ASK_MS = 1500;

async function enter(claim) {
  const { user } = await ask("POST", "/session/link", { claim });
  localStorage.setItem("webchat.me", user.username);
  window.location.assign("/chat/");
}

/** Ask again and again until the other device has answered; `failed(words)` when it will not let this one in. */
function useAnswer(claim, failed) {
  useEffect(() => {
    if (!claim) return undefined;
    let timer = null;
    const look = async () => {
      try {
        const { state } = await ask("GET", `sessions/redeem/${claim}`);
        if (state === "allowed") return await enter(claim);
        if (state === "denied") return failed(t("Your other device said no."));
      } catch (error) {
        if (error.code === "not_found") return failed(t("Nobody answered in time. Get a new code on your other device."));
      }
      timer = setTimeout(look, ASK_MS);
    };
    look();
    return () => clearTimeout(timer);
  }, [claim]);
}

const Waiting = () => (
  <div role="status" className="confirming">
    <h1>{t("Confirm on your other device")}</h1>
    <p className="promise">{t("It asks whether this device may come in.")}</p>
  </div>
);

function Form({ busy, problem, redeem }) {
  const [code, setCode] = useState("");
  const submit = (event) => {
    event.preventDefault();
    redeem(code);
  };
  return (
    <form onSubmit={submit} noValidate>
      <h1>{t("Continue here")}</h1>
      <p className="promise">{t("On the device that you use already: Settings, Devices, “Continue on another device”.")}</p>
      <Field label={t("Code")} value={code} set={setCode} autoFocus maxLength={12} autoCapitalize="characters" spellCheck={false} placeholder="XXXX-XXXX" dir="ltr" />
      <Problem text={problem} />
      <button type="submit" className="button wide" disabled={busy || !code.trim()}>
        {t("Continue")}
      </button>
      <a className="quiet" href="/">
        {t("I am new here")}
      </a>
    </form>
  );
}

export function LinkPage(props) {
  const { pathname } = useLocation();
  const scanned = /^\/link\/([^/]+)/.exec(pathname)?.[1] ?? "";
  const [claim, setClaim] = useState("");
  const [busy, setBusy] = useState(Boolean(scanned));
  const [problem, setProblem] = useState("");
  const began = useRef(false);
  const failed = (words) => {
    setProblem(words);
    setClaim("");
    setBusy(false);
  };
  const redeem = async (code) => {
    setBusy(true);
    setProblem("");
    try {
      setClaim((await ask("POST", "sessions/redeem", { code })).claim);
    } catch (error) {
      failed(reasonOf(error));
    }
  };
  useEffect(() => {
    if (!scanned || began.current) return;
    began.current = true;
    redeem(scanned);
  }, [scanned]);
  useAnswer(claim, failed);
  return <div {...props}>{claim ? <Waiting /> : <Form busy={busy} problem={problem} redeem={redeem} />}</div>;
}
