// A film in its bubble: its poster, and in the same place the film when somebody wants it.
import { useEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { PlaySign } from "./player.jsx";

export function Film({ url, name, poster, playtime }) {
  const [now, setNow] = useState("waits"); // "waits" | "plays" | "failed"
  const film = useRef(null);
  useEffect(() => film.current?.focus({ preventScroll: true }), [now]);
  if (now === "plays") {
    return <video ref={film} className="film" src={url} poster={poster || undefined} controls autoPlay playsInline preload="metadata" tabIndex={0} aria-label={name} onError={() => setNow("failed")} />;
  }
  return (
    <>
      <button type="button" className="tile-open" aria-label={t("Play {name}", { name })} disabled={!url} onClick={() => setNow("plays")}>
        {poster ? <img src={poster} alt="" loading="lazy" decoding="async" draggable={false} /> : null}
        {url ? <span className="film-sign"><PlaySign on={false} /></span> : null}
        {playtime ? <span className="tile-length">{playtime}</span> : null}
      </button>
      {now === "failed" ? (
        <p className="film-failed" role="status">
          {t("This browser cannot play this video.")} <a href={url} download={name}>{t("Download")}</a>
        </p>
      ) : null}
    </>
  );
}
