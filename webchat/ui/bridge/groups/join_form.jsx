// The form of the first page; the name stays in the field whatever happens.
import { useContext, useEffect, useRef } from "react";
import { StateStoreContext } from "$/utils/context";
import { attach, put } from "../base/store.js";
import { useChatAhead } from "../parts/chat_ahead.jsx";
import { join, whyLeft } from "./join.js";

export function JoinForm({ states, children, ...rest }) {
  const store = useContext(StateStoreContext);
  const attached = useRef(false);
  const [onInput, chatAhead] = useChatAhead();
  if (!attached.current && typeof window !== "undefined") {
    attach(store, states, () => {});
    attached.current = true;
  }
  // After the first drawing, which is the same in every browser.
  useEffect(() => put("view", { left: whyLeft() }), []);
  const submit = (event) => {
    event.preventDefault();
    join(new FormData(event.currentTarget).get("name").trim());
  };
  return (
    <form {...rest} onSubmit={submit} onInput={onInput} noValidate>
      {children}
      {chatAhead}
    </form>
  );
}
