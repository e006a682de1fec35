// Scroll up through the log, as a wheel that is turned steadily, until `count` messages have gone by, at most `seconds`
// long; answers how many did, the milliseconds that each frame took, and how many frames stood before what had not come.
([count, step, seconds]) =>
  new Promise((resolve) => {
    const log = document.querySelector("[role=log]");
    const top = () => Math.min(...[...log.querySelectorAll("[data-seq]")].map((row) => Number(row.dataset.seq)).filter(Boolean));
    const [first, began] = [top(), performance.now()];
    const frames = [];
    let [waited, last] = [0, 0];
    const frame = (now) => {
      if (last) frames.push(now - last);
      last = now;
      const passed = frames.length % 60 ? 0 : first - top();
      if (passed >= count || now - began > seconds * 1000) return resolve({ frames, waited, passed: first - top() });
      if (log.scrollTop < 1) waited += 1;
      log.scrollTop -= step;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })
