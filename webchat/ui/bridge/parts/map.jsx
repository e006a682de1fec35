// A small map: our own outlines of the world, or the tiles of a server that the operator has set.
import { useRef } from "react";
import { t } from "$/public/i18n.js";
import { read } from "../base/store.js";

const TILE = 256;
const DEGREE = 10; // units of world.svg

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

// Maps are drawn for a size and shown in any: all places are parts of the whole.
const percent = (part, whole) => `${(part / whole) * 100}%`;

/** The tile server, if there is one: {url, attribution}. */
export const tilesOf = () => read("view").tiles ?? null;

// Degrees to pixels of the whole world and back. Outlines are drawn in degrees, stretched to be right in the middle.
function projection(view) {
  const size = TILE * 2 ** view.zoom;
  const x = (longitude) => ((longitude + 180) / 360) * size;
  const longitude = (px) => (px / size) * 360 - 180;
  if (tilesOf()) {
    const y = (latitude) => {
      const s = Math.sin((clamp(latitude, -85, 85) * Math.PI) / 180);
      return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * size;
    };
    const latitude = (py) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * py) / size))) * 180) / Math.PI;
    return { size, x, y, longitude, latitude };
  }
  const stretch = 1 / Math.max(0.35, Math.cos((view.latitude * Math.PI) / 180));
  return { size, stretch, x, y: (latitude) => ((90 - latitude) / 360) * size * stretch, longitude, latitude: (py) => 90 - (py / size / stretch) * 360 };
}

function Outlines({ left, top, width, height, at }) {
  const box = [at.longitude(left) + 180, 90 - at.latitude(top), (width / at.size) * 360, (height / at.size / at.stretch) * 360];
  const units = box.map((one) => (one * DEGREE).toFixed(2)).join(" ");
  return (
    <svg className="map-world" viewBox={units} preserveAspectRatio="none" aria-hidden="true">
      <use href="/map/world.svg#land" className="map-land" />
      <use href="/map/world.svg#borders" className="map-borders" />
    </svg>
  );
}

function Tiles({ left, top, width, height, zoom, url }) {
  const tiles = [];
  const count = 2 ** zoom;
  for (let row = Math.floor(top / TILE); row * TILE < top + height; row += 1) {
    for (let column = Math.floor(left / TILE); column * TILE < left + width; column += 1) {
      if (row < 0 || row >= count) continue;
      const src = url.replace("{z}", zoom).replace("{x}", ((column % count) + count) % count).replace("{y}", row);
      const style = { left: percent(column * TILE - left, width), top: percent(row * TILE - top, height), width: percent(TILE, width), height: percent(TILE, height) };
      tiles.push(<img key={`${column}:${row}`} src={src} alt="" draggable="false" style={style} />);
    }
  }
  return <div className="map-tiles">{tiles}</div>;
}

const Pin = ({ style, live }) => (
  <span className={live ? "map-pin live" : "map-pin"} style={style} aria-hidden="true">
    <svg viewBox="0 0 24 32">
      <path d="M12 0a12 12 0 0 0-12 12c0 8 12 20 12 20s12-12 12-20A12 12 0 0 0 12 0Z" />
      <circle cx="12" cy="12" r="4.5" />
    </svg>
  </span>
);

/** `view`: what is in the middle, and the zoom; `pin`: the place; `pick(place)` where one may choose. */
export function MapView({ view, pin, width, height, live, pick, label }) {
  const ref = useRef(null);
  const tiles = tilesOf();
  const at = projection(view);
  const left = at.x(view.longitude) - width / 2;
  const top = at.y(view.latitude) - height / 2;
  const press = (event) => {
    const box = ref.current.getBoundingClientRect();
    const px = left + ((event.clientX - box.left) / box.width) * width;
    const py = top + ((event.clientY - box.top) / box.height) * height;
    pick({ latitude: clamp(at.latitude(py), -90, 90), longitude: ((((at.longitude(px) + 180) % 360) + 360) % 360) - 180 });
  };
  const frame = { width, height, left, top, at };
  return (
    <div ref={ref} className={pick ? "map picking" : "map"} style={{ aspectRatio: `${width} / ${height}` }} onClick={pick && press} role="img" aria-label={label}>
      {tiles ? <Tiles {...frame} zoom={view.zoom} url={tiles.url} /> : <Outlines {...frame} />}
      {pin ? <Pin live={live} style={{ left: percent(at.x(pin.longitude) - left, width), top: percent(at.y(pin.latitude) - top, height) }} /> : null}
      {tiles ? <small className="map-source">{tiles.attribution}</small> : null}
    </div>
  );
}

/** A place in figures: "48.1372° N, 11.5756° E". */
export function coordinates({ latitude, longitude }) {
  const one = (value, positive, negative) => `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
  const [before, next] = [one(latitude, t("N"), t("S")), one(longitude, t("E"), t("W"))];
  return t("{before}, {next}", { before, next });
}
