// Which part of a picture is shown: drag, zoom by wheel, fingers, slider or keys; a chunk of its own.
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import Cropper from "react-easy-crop";
import "react-easy-crop/react-easy-crop.css";
import { t } from "$/public/i18n.js";
import { gone, showModal } from "../base/on_top.js";
import { Problem } from "../parts/forms.jsx";
import { cut } from "./pictures.js";

const MOST = 5;
const STEP = 8; // pixels an arrow key moves

const ZOOM_KEYS = { "+": 0.1, "=": 0.1, "-": -0.1 };

function Preview({ url, area }) {
  const place = area && { width: `${10_000 / area.width}%`, height: `${10_000 / area.height}%`, left: `${(-100 * area.x) / area.width}%`, top: `${(-100 * area.y) / area.height}%` };
  return (
    <span className="picture-preview" role="img" aria-label={t("Preview")}>
      {place ? <img src={url} alt="" style={place} /> : null}
    </span>
  );
}

// Above the dialog it was opened from, which stays as it is.
function Above({ label, close, children }) {
  const ref = useRef(null);
  useEffect(() => {
    const dialog = ref.current;
    showModal(dialog);
    return () => gone(dialog);
  }, []);
  // A browser may close both dialogs at one Esc where nothing was pressed between their openings.
  const keyDown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault(), close();
  };
  return createPortal(
    <dialog ref={ref} className="dialog picture-dialog" aria-label={label} onClose={close} onKeyDown={keyDown}>
      <div className="dialog-body">{children}</div>
    </dialog>,
    document.body,
  );
}

export default function PictureDialog({ picture, busy, problem, save, close }) {
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [area, setArea] = useState(null);
  const inPixels = useRef(null);
  const zoomBy = (step) => setZoom((now) => Math.min(MOST, Math.max(1, now + step)));
  const keyDown = (event) => ZOOM_KEYS[event.key] && (event.preventDefault(), zoomBy(ZOOM_KEYS[event.key]));
  const moved = (part, pixels) => {
    setArea(part);
    inPixels.current = pixels;
  };
  const done = async () => save(await cut(picture.image, inPixels.current));
  return (
    <Above label={t("Edit picture")} close={close}>
      <div className="dialog-head">
        <h2>{t("Edit picture")}</h2>
        <Preview url={picture.url} area={area} />
      </div>
      <div className="picture-area">
        <Cropper
          image={picture.url}
          crop={crop}
          zoom={zoom}
          maxZoom={MOST}
          aspect={1}
          objectFit="cover"
          cropShape="round"
          showGrid={false}
          keyboardStep={STEP}
          onCropChange={setCrop}
          onZoomChange={setZoom}
          onCropAreaChange={moved}
          cropperProps={{ role: "group", "aria-label": t("Part of the picture; arrow keys move it"), onKeyDownCapture: keyDown }}
          disableAutomaticStylesInjection
        />
      </div>
      <label className="picture-zoom">
        <span>{t("Zoom")}</span>
        <input type="range" min={1} max={MOST} step={0.01} value={zoom} onChange={(event) => setZoom(Number(event.target.value))} />
      </label>
      <Problem text={problem} />
      <div className="dialog-actions">
        <button type="button" className="button plain" onClick={close}>
          {t("Cancel")}
        </button>
        <button type="button" className="button" disabled={busy || !area} onClick={done}>
          {t("Use picture")}
        </button>
      </div>
    </Above>
  );
}
