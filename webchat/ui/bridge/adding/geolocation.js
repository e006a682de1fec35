// Where this device is, and why that may not be known, in words.
import { t } from "$/public/i18n.js";

const PATIENCE_MS = 15_000;
const OPTIONS = { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 5000 };

const place = ({ coords }) => ({ latitude: coords.latitude, longitude: coords.longitude, accuracy: Math.round(coords.accuracy) });

function reason(error) {
  if (error?.code === 1) return t("This page may not know where you are. Allow it in the browser's settings for this site, or pick a point on the map.");
  return t("Your position could not be found just now. Try again, or pick a point on the map.");
}

/** Whether the browser tells pages like this one where it is. */
const isAvailable = () => window.isSecureContext && Boolean(navigator.geolocation);

/** The present position; rejects with a sentence for the person. */
export function locate() {
  if (!isAvailable()) return Promise.reject(new Error(t("Browsers tell a position only to pages opened over https. Pick a point on the map instead.")));
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition((found) => resolve(place(found)), (error) => reject(new Error(reason(error))), OPTIONS);
  });
}

/** Call `moved(place)` with each new position; answers how to stop. */
export function follow(moved) {
  if (!isAvailable()) return () => {};
  const id = navigator.geolocation.watchPosition((found) => moved(place(found)), () => {}, OPTIONS);
  return () => navigator.geolocation.clearWatch(id);
}
