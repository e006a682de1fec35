// The picture of the others in a small window of the browser's own, beside whatever else one does.
//
// Its element belongs to no screen, so the window stays while the call is made small, and shows what is shown there.
let video = null;

const isOut = () => Boolean(video) && document.pictureInPictureElement === video;

function show(stream) {
  video ??= Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  video.srcObject = stream;
  return video.play();
}

/** Put the picture there, or take it back; rejects where the browser does not let it go. */
export async function toggle(stream) {
  if (isOut()) return document.exitPictureInPicture();
  await show(stream);
  return video.requestPictureInPicture();
}

/** This is the picture of the others now; null: there is none any more. */
export function follow(stream) {
  if (!isOut() || video.srcObject === stream) return;
  if (stream) show(stream).catch(() => {});
  else document.exitPictureInPicture().catch(() => {});
}
