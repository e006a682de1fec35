// Runs before the first paint: storage that always answers, the theme, the language, the way in.
// Another address where the server is, when this page was not served by it; `python -m webchat frontend` writes it here.
window.webchatBackend = "";

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

  // The page comes drawn: until its code is here nothing on it would do anything (theme.py, texts.jsx).
  document.documentElement.dataset.drawn = "yes";
  // Only what is entered in a form waits for it.
  function early(event) {
    if (!("drawn" in document.documentElement.dataset)) return;
    event.preventDefault();
    window.webchatEntered = event.target;
  }
  document.addEventListener("submit", early, true);

  // Code that did not come leaves a picture of the page: it is loaded again when there is a network, and ever more rarely.
  const TRIES = "webchat.tries";
  const TELL_MS = 1000; // what is over by then is not worth a word
  const again = () => "drawn" in document.documentElement.dataset && window.location.reload();
  let waits = false;

  // In words, too: a picture that does nothing looks broken. The page's language has come with its code, or is what was kept.
  async function tell() {
    const kept = await globalThis.caches?.match("/words", { cacheName: "webchat-words" }).then((found) => found?.json()).catch(() => null);
    if (!("drawn" in document.documentElement.dataset)) return;
    const note = Object.assign(document.createElement("div"), { className: "banner", role: "alert" });
    const button = Object.assign(document.createElement("button"), { className: "button plain small", type: "button", onclick: () => window.location.reload() });
    note.append(kept?.unloaded ?? "The page could not be loaded completely.", button);
    button.append(kept?.again ?? "Try again");
    document.body.append(note);
    const watching = new MutationObserver(() => "drawn" in document.documentElement.dataset || (note.remove(), watching.disconnect()));
    watching.observe(document.documentElement, { attributeFilter: ["data-drawn"] });
  }

  function tryAgain() {
    if (waits) return;
    waits = true;
    window.setTimeout(tell, TELL_MS);
    const tries = Number(sessionStorage.getItem(TRIES)) || 0;
    sessionStorage.setItem(TRIES, tries + 1);
    window.addEventListener("online", again);
    window.setTimeout(() => navigator.onLine && again(), Math.min(60_000, 3000 * 2 ** tries) * (1 + Math.random()));
  }
  window.addEventListener("error", ({ target }) => target?.localName === "script" && tryAgain(), true);
  window.addEventListener("unhandledrejection", () => "drawn" in document.documentElement.dataset && tryAgain());

  // The address names a conversation: until it is open nothing offers another one (base.css, places.js).
  if (/^\/(chat|embed)\/\d/.test(window.location.pathname)) document.documentElement.dataset.opening = "yes";

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

  // Like webchat/domain/texts.py, which a test compares.
  const LANGUAGES = ["en", "de", "es", "ar"];
  const RIGHT_TO_LEFT = ["ar"];
  const base = (tag) => tag.split("-")[0].toLowerCase();
  const chosen = kept("webchat.language", LANGUAGES, "");
  const language = chosen || base(navigator.languages.find((tag) => LANGUAGES.includes(base(tag))) ?? "en");

  function speak(tongue) {
    root.lang = tongue;
    root.dir = RIGHT_TO_LEFT.includes(tongue) ? "rtl" : "ltr";
  }

  // What cannot be had, a moment later neither, is said in English.
  const LATER_MS = 1000;
  const texts = async () => (await fetch(`/i18n/${language}.json`, { cache: "no-cache" })).json();
  const later = () => new Promise((resolve) => setTimeout(resolve, LATER_MS));

  async function catalogue() {
    root.dataset.texts = "waiting";
    try {
      return await texts().catch(() => later().then(texts));
    } catch {
      speak("en");
      return {};
    }
  }

  window.webchatLanguage = {
    LANGUAGES,
    chosen,
    language,
    // Of several ways to write it, the reader's own: de-AT, en-GB.
    locale: navigator.languages.find((tag) => base(tag) === language) ?? language,
    catalogue: language === "en" ? null : catalogue(),
    /** Another language ("": the browser's), from the next load on. The server hears of it, too. */
    choose(wanted) {
      localStorage.setItem("webchat.language", wanted);
      document.cookie = `webchat_language=${wanted}; path=/; samesite=lax; max-age=${wanted ? 34_560_000 : 0}`;
    },
  };
  speak(language);

  // Who is signed in goes straight to the chat; who was sent away from there is not.
  const asked = new URLSearchParams(window.location.search);
  if (!asked.has("out") && window.location.pathname === "/" && localStorage.getItem("webchat.me")) window.location.replace("/chat/");
})();
