// Click an entry of the list; answers how long its first message took, in milliseconds.
(entry) =>
  new Promise((resolve) => {
    const began = performance.now();
    const title = entry.querySelector(".title, b").textContent;
    const look = () => {
      const there = document.querySelector("header .title, .head b")?.textContent === title && document.querySelector("[role=log] article");
      if (there) resolve(performance.now() - began);
      else requestAnimationFrame(look);
    };
    entry.click();
    requestAnimationFrame(look);
  })
