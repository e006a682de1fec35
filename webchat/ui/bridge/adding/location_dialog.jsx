// A place: where this device is, or a point on the map.
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { Choices, Field, Head, Problem } from "../parts/forms.jsx";
import { MapView, tilesOf } from "../parts/map.jsx";
import { send } from "./adding.js";
import { locate } from "./geolocation.js";
import { begin } from "./sharing.js";

const START = { latitude: 25, longitude: 10, zoom: 1 };
const NEAREST = () => (tilesOf() ? 18 : 7);
const STEP_PX = 12;
const MOVES = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const number = (text, most) => {
  const value = Number(String(text).replace(",", "."));
  return String(text).trim() !== "" && Math.abs(value) <= most ? value : null;
};

function useLocator(found) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const start = () => {
    setBusy(true);
    setProblem("");
    locate()
      .then(found, (error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  return { busy, problem, start };
}

export default function LocationDialog() {
  const [view, setView] = useState(START);
  const [text, setText] = useState({ latitude: "", longitude: "" });
  const [own, setOwn] = useState(null);
  const [label, setLabel] = useState("");
  const [share, setShare] = useState("once");
  const place = { latitude: number(text.latitude, 90), longitude: number(text.longitude, 180) };
  const known = place.latitude !== null && place.longitude !== null;

  const go = ({ latitude, longitude }, zoom) => {
    setText({ latitude: latitude.toFixed(5), longitude: longitude.toFixed(5) });
    setView((before) => ({ latitude, longitude, zoom: zoom ?? before.zoom }));
  };
  const locator = useLocator((found) => {
    setOwn(found);
    go(found, NEAREST() - 2);
  });
  // A place picked by hand is not where this device is: it cannot be followed.
  const pick = (picked) => {
    setOwn(null);
    setShare("once");
    setText({ latitude: picked.latitude.toFixed(5), longitude: picked.longitude.toFixed(5) });
  };
  const write = (name) => (value) => {
    setOwn(null);
    setShare("once");
    setText({ ...text, [name]: value });
  };
  const zoom = (by) => setView({ ...(known ? place : view), zoom: Math.min(NEAREST(), Math.max(1, view.zoom + by)) });
  const keyDown = (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const degrees = (STEP_PX / (256 * 2 ** view.zoom)) * 360;
    const from = known ? place : view;
    const next = { latitude: Math.min(90, Math.max(-90, from.latitude + move[1] * degrees)), longitude: Math.min(180, Math.max(-180, from.longitude + move[0] * degrees)) };
    pick(next);
    setView({ ...next, zoom: view.zoom });
  };
  const submit = (event) => {
    event.preventDefault();
    if (!known) return;
    const payload = { ...(own ?? place), ...(label.trim() ? { label: label.trim() } : {}) };
    if (share !== "once") payload.live_until = new Date(Date.now() + Number(share) * 60_000).toISOString();
    const clientId = send("location", payload);
    if (payload.live_until) begin(clientId, payload.live_until, own);
  };
  const options = [
    { value: "once", label: t("Only now") },
    { value: "15", label: t("Live 15 min"), disabled: !own },
    { value: "60", label: t("Live 60 min"), disabled: !own },
  ];
  return (
    <form className="dialog-form" onSubmit={submit}>
      <Head title={t("Location")} />
      <button type="button" className="button plain" disabled={locator.busy} onClick={locator.start}>
        {locator.busy ? t("Looking for your position…") : t("Use my position")}
      </button>
      <Problem text={locator.problem} />
      <div className="map-field">
        <div tabIndex={0} role="application" aria-label={t("Map. Click, or use the arrow keys, to pick a point.")} onKeyDown={keyDown}>
          <MapView view={view} pin={known ? place : null} width={400} height={190} pick={pick} label={t("Map")} />
        </div>
        <div className="map-zoom">
          <button type="button" aria-label={t("Zoom in")} onClick={() => zoom(1)}>
            +
          </button>
          <button type="button" aria-label={t("Zoom out")} onClick={() => zoom(-1)}>
            −
          </button>
        </div>
      </div>
      <div className="pair">
        <Field label={t("Latitude")} inputMode="decimal" value={text.latitude} set={write("latitude")} />
        <Field label={t("Longitude")} inputMode="decimal" value={text.longitude} set={write("longitude")} />
      </div>
      <Field label={t("Label (optional)")} maxLength={200} value={label} set={setLabel} />
      <Choices legend={t("Share")} name="share" options={options} value={share} set={setShare} />
      {own ? null : <p className="quiet">{t("Live needs your position, and moves with you while this page is open.")}</p>}
      <div className="dialog-foot">
        <button type="submit" className="button" disabled={!known}>
          {t("Send location")}
        </button>
      </div>
    </form>
  );
}
