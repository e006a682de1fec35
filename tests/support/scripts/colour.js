// The mean red, green and blue of a picture.
(video) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 12 });
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, 16, 12);
  const { data } = pen.getImageData(0, 0, 16, 12);
  const sum = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) for (const c of [0, 1, 2]) sum[c] += data[i + c];
  return sum.map((one) => Math.round(one / 192));
}
