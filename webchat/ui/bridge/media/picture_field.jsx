// A picture that can be chosen, dropped here, and taken away.
import { useEffect, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { put, read, subscribe } from "../base/store.js";
import { Avatar } from "../parts/avatar.jsx";
import { Problem } from "../parts/forms.jsx";
import { Later } from "../parts/later.jsx";
import { useWork } from "../parts/work.js";
import { closePicture, openPicture, send } from "./pictures.js";

const loadDialog = () => import("./picture_dialog.jsx");

const firstFile = (list) => [...(list ?? [])][0];

function useFile() {
  const [opened, setOpened] = useState(null);
  const [problem, setProblem] = useState("");
  const last = useRef(null);
  const forget = () => last.current && URL.revokeObjectURL(last.current);
  useEffect(() => forget, []);
  const open = async (file) => {
    if (!file) return;
    try {
      const found = await openPicture(file);
      forget();
      last.current = found.url;
      setProblem("");
      setOpened(found);
    } catch {
      setProblem(t("This browser cannot open this picture. Choose a JPEG, PNG or WebP file."));
    }
  };
  return [opened, open, () => setOpened(null), problem];
}

/** `choose(id, blob)` is called with what was sent to the server, or with null when the picture is taken away. */
export function PictureField({ id, name, url, choose }) {
  const [opened, open, close, unreadable] = useFile();
  const [over, setOver] = useState(false);
  const [save, busy, problem] = useWork(async (blob) => {
    await choose(blob && (await send(blob)), blob);
    close();
  });
  const input = useRef(null);
  const way = useRef(null);
  useEffect(() => {
    if (!opened) return undefined;
    put("view", { picture: true }); // also the phone's back button closes it
    const stop = subscribe("view", () => read("view").picture || close());
    return () => {
      stop();
      closePicture();
      // The browser gives the focus back only where a dialog is closed, not where it is taken away.
      requestAnimationFrame(() => way.current?.focus());
    };
  }, [opened]);
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    open(firstFile(event.dataTransfer.files));
  };
  const drag = (event) => {
    event.preventDefault();
    setOver(true);
  };
  const picked = (event) => {
    open(firstFile(event.target.files));
    event.target.value = "";
  };
  return (
    <div className="picture-field" data-over={over || undefined} onDragOver={drag} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Avatar id={id} name={name} url={url} size="xl" />
      <div className="picture-ways">
        <input ref={input} type="file" accept="image/*" hidden aria-label={t("Picture")} onChange={picked} />
        <button ref={way} type="button" className="button plain" disabled={busy} onClick={() => input.current.click()}>
          {url ? t("Change picture") : t("Choose picture")}
        </button>
        {url ? (
          <button type="button" className="button plain" disabled={busy} onClick={() => save(null)}>
            {t("Remove picture")}
          </button>
        ) : null}
        <Problem text={unreadable || (opened ? "" : problem)} />
      </div>
      {opened ? (
        <Later load={loadDialog} waiting={null} picture={opened} busy={busy} problem={problem} save={save} close={close} />
      ) : null}
    </div>
  );
}
