// Onto another device: what to scan or type there, and the question whether it may come in.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { closeDialog } from "../base/dialogs.js";
import { ask } from "../base/rest.js";
import { useStore } from "../base/use_store.js";
import { Head, Problem } from "../parts/forms.jsx";
import { useWork } from "../parts/work.js";
import { deviceName } from "./device_names.js";

const SECONDS = 120;

const Qr = ({ qr }) => (
  <svg className="qr" role="img" aria-label={t("QR code")} viewBox={`0 0 ${qr.size} ${qr.size}`} shapeRendering="crispEdges">
    <path d={qr.path} />
  </svg>
);

// Counted here: the clock of this device may be another than the server's.
function useSecondsLeft(of) {
  const [left, setLeft] = useState(SECONDS);
  useEffect(() => {
    const end = performance.now() + SECONDS * 1000;
    const count = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [of]);
  return left;
}

function Code({ made, renew, renewing }) {
  const left = useSecondsLeft(made);
  if (!left)
    return (
      <>
        <p className="quiet">{t("This code has expired.")}</p>
        <button type="button" className="button" disabled={renewing} onClick={renew} autoFocus>
          {t("New code")}
        </button>
      </>
    );
  return (
    <>
      <Qr qr={made.qr} />
      <p className="typed-code">
        <span className="quiet">{t("Or choose “I have a code” on its first page, and type")}</span>
        <output aria-label={t("Code")}>{made.code}</output>
        <span className="quiet" role="timer">
          {t("Good for {time}", { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` })}
        </span>
      </p>
    </>
  );
}

export function LinkDevice() {
  const [made, setMade] = useState(null);
  const [make, making, problem] = useWork(async () => setMade(await ask("POST", "users/me/link")));
  useEffect(() => void make(), []);
  return (
    <div className="dialog-form">
      <Head title={t("Continue on another device")} />
      <p className="quiet">{t("Scan this with its camera. You will be asked here before it is signed in as you.")}</p>
      <Problem text={problem} />
      {made ? <Code made={made} renew={make} renewing={making} /> : null}
    </div>
  );
}

export function AllowDevice() {
  const { id, device } = useStore("view").device_asked ?? {};
  const [say, saying, problem] = useWork(async (allow) => {
    await ask("POST", `users/me/link/${id}`, { allow });
    closeDialog();
  });
  const where = deviceName(device) || t("another device");
  return (
    <div className="dialog-form">
      <Head title={t("Sign in on {device}?", { device: where })} />
      <p className="quiet">{t("Somebody has used your code there. Whoever it is will read and write as you. Allow it only if that is you.")}</p>
      <Problem text={problem} />
      <div className="decision">
        <button type="button" className="button" disabled={saying} onClick={() => say(true)}>
          {t("Allow")}
        </button>
        <button type="button" className="button plain" disabled={saying} onClick={() => say(false)} autoFocus>
          {t("Deny")}
        </button>
      </div>
    </div>
  );
}
