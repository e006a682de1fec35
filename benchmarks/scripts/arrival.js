// From the first script on: when React drives what one came for and the page answers again, and how much of the page
// moved meanwhile (cumulative layout shift).
window.arrival = { usable: 0, shift: 0 };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.arrival.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
// The built page holds the form already: React's mark on it says that it works.
const driven = (node) => node && Object.keys(node).some((key) => key.startsWith("__reactProps"));
const look = () => {
  if (driven(document.querySelector(".list .row, .list .nothing, #name"))) setTimeout(() => (window.arrival.usable = performance.now()));
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
