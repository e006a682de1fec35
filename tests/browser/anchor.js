// Scroll near the top, wait for older messages; answers how far the first line in sight moved, in pixels.
async () => {
  const log = document.querySelector("[role=log]");
  const rows = () => [...log.querySelectorAll("article")];
  const before = rows().length;
  log.scrollTop = 300;
  const line = rows().find((row) => row.getBoundingClientRect().top > log.getBoundingClientRect().top);
  const top = line.getBoundingClientRect().top;
  const frame = () => new Promise(requestAnimationFrame);
  while (rows().length === before) await frame();
  await frame();
  await frame();
  return Math.abs(line.getBoundingClientRect().top - top);
}
