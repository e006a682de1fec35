// Around the whole app: draws it once the texts are here.
import { useEffect, useLayoutEffect, useState } from "react";
import { ready } from "$/public/i18n.js";

// The page comes drawn in English. Other readers do not get to see that (theme.py), and React must not compare it with
// what it would draw: it takes the box as it is, and fills another one when the catalogue has come.
const untouched = { suppressHydrationWarning: true, dangerouslySetInnerHTML: { __html: "" } };

/** Draws its children in the reader's language. */
export function Texts({ children }) {
  const [here, setHere] = useState(ready === null);
  useEffect(() => {
    ready?.then(() => setHere(true));
  }, []);
  useLayoutEffect(() => {
    if (here) delete document.documentElement.dataset.texts;
  }, [here]);
  useEffect(() => {
    delete document.documentElement.dataset.drawn;
    sessionStorage.removeItem("webchat.tries"); // those of boot.js
    window.webchatEntered?.requestSubmit(); // before there was code for it
    delete window.webchatEntered;
  }, []);
  return here ? (
    <div key="here" className="texts">
      {children}
    </div>
  ) : (
    <div key="waiting" className="texts" {...untouched} />
  );
}
