// The packs of stickers: a chunk of its own, loaded when it is opened first.
import { useEffect, useState } from "react";
import { t } from "$/public/i18n.js";
import { callServer, serverUrl } from "../base/backend.js";
import { roam } from "../parts/popover.js";

let packs = null;

async function load() {
  packs ??= callServer("/api/stickers").then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  try {
    return (await packs).items;
  } catch (error) {
    packs = null;
    throw error;
  }
}

function Pack({ pack, pick }) {
  return (
    <section aria-label={pack.title}>
      <h3>{pack.title}</h3>
      <div className="sticker-grid" onKeyDown={(event) => roam([...event.currentTarget.children], event)}>
        {pack.stickers.map((one, place) => (
          <button key={one.name} type="button" tabIndex={place ? -1 : 0} aria-label={one.label} title={one.label} onClick={() => pick({ pack: pack.name, name: one.name })}>
            <img src={serverUrl(one.url)} alt="" width="80" height="80" loading="lazy" />
          </button>
        ))}
      </div>
    </section>
  );
}

export default function Stickers({ pick }) {
  const [found, setFound] = useState(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(setFound, () => setFailed(true));
  }, []);
  if (failed) return <p className="quiet">{t("The stickers could not be loaded. Close this and try again.")}</p>;
  if (!found) return <p className="quiet">{t("Loading…")}</p>;
  return (
    <div className="stickers" tabIndex={0} role="region" aria-label={t("Stickers")}>
      {found.map((pack) => (
        <Pack key={pack.name} pack={pack} pick={pick} />
      ))}
    </div>
  );
}
