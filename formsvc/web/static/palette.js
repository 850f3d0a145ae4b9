// The colours that the reader chose on the site, where site and service share an origin.
(() => {
  for (const key of ["/.__palette", "/forms/.__palette"]) {
    try {
      const chosen = JSON.parse(localStorage.getItem(key))?.color?.scheme;
      if (chosen) {
        document.documentElement.dataset.scheme = chosen === "slate" ? "dark" : "light";
        return;
      }
    } catch {
      // No storage, or something else's value: the system's preference holds.
    }
  }
})();
