// Notes each frame from now on, and the most nodes that the page had.
() => {
  const noted = (window.noted = { times: [], nodes: 0 });
  const all = document.getElementsByTagName("*"); // its length costs nothing while the tree stays as it is
  const note = (time) => {
    noted.times.push(time);
    noted.nodes = Math.max(noted.nodes, all.length);
    if (window.noted === noted) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}
