// A person's or group's picture: initials on a colour of their own, and the picture over them once it is there.
import { ticketed } from "../base/embedded.js";
import { hueOf, initialsOf } from "./shape.js";

const SIDES = { xs: 48, s: 48, m: 48, l: 48, xl: 96 }; // what the server keeps that fills a circle of this size
const DENSER = { 48: 96, 96: 192 };

// A picture that is only here yet has one size.
const at = (url, side) => (url.startsWith("/") ? ticketed(`${url}&size=${side}`) : url);

const hide = (event) => (event.currentTarget.hidden = true);

function Picture({ url, size }) {
  const side = SIDES[size];
  return <img src={at(url, side)} srcSet={`${at(url, side)} 1x, ${at(url, DENSER[side])} 2x`} alt="" loading="lazy" decoding="async" draggable={false} onError={hide} />;
}

/** `id` and `name` give colour and initials, unless `hue` and `initials` do. `presence` draws a dot. */
export const Avatar = ({ id, name, hue = hueOf(id), initials = initialsOf(name), url, size = "m", presence }) => (
  <span className={`avatar ${size}`} aria-hidden="true" style={{ "--a": hue }} data-presence={presence}>
    {initials}
    {url ? <Picture key={url} url={url} size={size} /> : null}
  </span>
);
