// Runs before the first paint: storage that always answers, the theme, the way in.
(() => {
  const memory = () => {
    const held = new Map();
    return {
      getItem: (key) => held.get(String(key)) ?? null,
      setItem: (key, value) => void held.set(String(key), String(value)),
      removeItem: (key) => void held.delete(String(key)),
      clear: () => held.clear(),
      key: (index) => [...held.keys()][index] ?? null,
      get length() {
        return held.size;
      },
    };
  };
  // In a frame of another site the browser may refuse its storage altogether.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name].getItem("");
    } catch {
      Object.defineProperty(window, name, { value: memory(), configurable: true });
    }
  }

  const THEMES = ["light", "dark", "system"];
  const ACCENTS = ["blue", "purple", "green", "orange"];
  const SWITCH = ["on", "off"];
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  // In a frame the page around it says how it looks.
  const framed = /^\/embed(\/|$)/.test(window.location.pathname);
  const wished = new URLSearchParams(framed ? window.location.search : "");
  if (framed) root.dataset.embed = wished.has("one") ? "one" : "list";
  const kept = (key, allowed, otherwise) => {
    const value = wished.get(key.replace("webchat.", "")) ?? localStorage.getItem(key);
    return allowed.includes(value) ? value : otherwise;
  };

  function apply() {
    const theme = kept("webchat.theme", THEMES, "system");
    root.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    root.dataset.accent = kept("webchat.accent", ACCENTS, "blue");
    root.dataset.previews = kept("webchat.previews", SWITCH, "on");
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", root.dataset.theme === "dark" ? "#17181c" : "#ffffff");
  }

  window.webchatTheme = {
    get theme() {
      return kept("webchat.theme", THEMES, "system");
    },
    get accent() {
      return kept("webchat.accent", ACCENTS, "blue");
    },
    get previews() {
      return kept("webchat.previews", SWITCH, "on");
    },
    set(key, value) {
      localStorage.setItem(`webchat.${key}`, value);
      apply();
    },
  };
  dark.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  apply();

  // Who is signed in goes straight to the chat; who was sent away from there is not.
  const asked = new URLSearchParams(window.location.search);
  if (asked.has("out")) ["webchat.me", "webchat.me_id"].forEach((key) => localStorage.removeItem(key));
  else if (window.location.pathname === "/" && localStorage.getItem("webchat.me")) window.location.replace("/chat/");
})();
