// Files of this device before they are sent: how large they are drawn, and a frame of a film.
const PATIENCE_MS = 1500; // a message waits no longer for a frame

/** So that a picture has its space in the bubble before it is drawn there; `unseen` is called where this browser cannot draw it. */
export async function measure(item, unseen) {
  const image = new Image();
  image.src = item.url;
  const whole = await image.decode().then(() => true, () => false);
  Object.assign(item, { width: image.naturalWidth, height: image.naturalHeight });
  if (!whole && !image.naturalWidth) unseen(); // of a picture that is not all there, it may draw a part
}

async function draw(item, drawn) {
  const film = document.createElement("video");
  const address = URL.createObjectURL(item.file);
  const event = (name) => new Promise((resolve, reject) => Object.assign(film, { [`on${name}`]: resolve, onerror: reject }));
  try {
    Object.assign(film, { muted: true, preload: "auto", src: address });
    await event("loadeddata");
    film.currentTime = Math.min(0.1, film.duration / 2 || 0);
    await event("seeked");
    const [width, height] = [film.videoWidth, film.videoHeight];
    Object.assign(item, { width, height, duration: film.duration });
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(film, 0, 0);
    const frame = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    item.url = URL.createObjectURL(frame);
    drawn();
  } catch {
    // It goes without a frame: the server makes its own.
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** The same for a film, with one of its first frames; `drawn` is called when there is one. */
export const drawFrame = (item, drawn) => Promise.race([draw(item, drawn), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
