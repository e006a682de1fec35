// Note when each message first stands on the page (milliseconds since the epoch).
() => {
  window.seen = {};
  const look = () => {
    for (const row of document.querySelectorAll("[role=log] article .body")) window.seen[row.textContent.trim()] ??= Date.now();
  };
  new MutationObserver(look).observe(document.querySelector("[role=log]"), { childList: true, subtree: true });
}
