// Scroll near the top, wait for older messages; answers how far the first line in sight moved, in pixels.
async () => {
  const log = document.querySelector("[role=log]");
  const rows = () => [...log.querySelectorAll("article")];
  const before = rows().length;
  log.scrollTop = 300;
  log.dispatchEvent(new Event("scroll")); // heard at once: until a frame later the log would follow its end
  const line = rows().find((row) => row.getBoundingClientRect().top > log.getBoundingClientRect().top);
  const top = line.getBoundingClientRect().top;
  const frame = () => new Promise(requestAnimationFrame);
  for (let i = 0; rows().length === before && i < 1800; i += 1) await frame();
  await frame();
  await frame();
  return Math.abs(line.getBoundingClientRect().top - top);
}
