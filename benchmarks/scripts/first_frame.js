// Press Accept; how many milliseconds until a picture of the other one is drawn.
() =>
  new Promise((done) => {
    const began = performance.now();
    document.querySelector('.call-incoming [aria-label="Accept"]').click();
    const look = () => {
      const video = document.querySelector(".call-stage video");
      if (video) video.requestVideoFrameCallback(() => done(performance.now() - began));
      else requestAnimationFrame(look);
    };
    look();
  });
