// Scroll up through the log, as a wheel that is turned steadily, until `count` messages have gone by; answers the
// milliseconds that each frame took, and how many of the frames stood still before what had not come yet.
([count, step]) =>
  new Promise((resolve) => {
    const log = document.querySelector("[role=log]");
    const top = () => Math.min(...[...log.querySelectorAll("[data-seq]")].map((row) => Number(row.dataset.seq)).filter(Boolean));
    const goal = top() - count;
    const frames = [];
    let [waited, last] = [0, 0];
    const frame = (now) => {
      if (last) frames.push(now - last);
      last = now;
      if (frames.length % 60 === 0 && top() <= goal) return resolve({ frames, waited });
      if (log.scrollTop < 1) waited += 1;
      log.scrollTop -= step;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })
