// The chat in a frame of somebody's own Reflex app. No cookie is needed: the token goes to the frame as a message, and
// only to the server that the frame came from.
import { jsx } from "@emotion/react";
import { useEffect, useRef } from "react";

const ALLOWED = "microphone; camera; clipboard-write; fullscreen";

// A state that is not loaded yet has no address: then there is nothing to show, and nobody to tell.
function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}

export function ChatPanel({ url, token, conversation, theme, accent, title, height, ...events }) {
  const frame = useRef(null);
  const present = useRef({});
  present.current = { token, conversation, events };
  const origin = originOf(url);

  const post = (message) => frame.current?.contentWindow?.postMessage(message, origin);
  const identify = () => post({ type: "identify", token: present.current.token, conversation: present.current.conversation || "" });

  useEffect(() => {
    const heard = {
      hello: () => (present.current.token && identify(), post({ type: "shown", shown: true })),
      ready: ({ user_id }, { onReady }) => onReady?.(user_id),
      unread: ({ count }, { onUnread }) => onUnread?.(count),
      message: ({ message }, { onMessage }) => onMessage?.(message),
      token_expired: (_, { onTokenExpired }) => onTokenExpired?.(),
      error: ({ code }, { onFailure }) => onFailure?.(code),
    };
    const hear = ({ origin: from, source, data }) => {
      if (from === origin && source === frame.current?.contentWindow && Object.hasOwn(heard, data?.type ?? ""))
        heard[data.type](data, present.current.events);
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, [origin]);

  // Before the page inside has said hello nobody hears this; then it is told all the same.
  useEffect(() => {
    if (token) identify();
  }, [token, conversation, origin]);

  if (!origin) return jsx("div", { style: { height } });
  const asked = new URLSearchParams({ theme: theme || "system", accent: accent || "blue", ...(conversation ? { one: "yes" } : {}) });
  return jsx("iframe", {
    ref: frame,
    src: `${origin}/embed/?${asked}`,
    title: title || "Chat",
    allow: ALLOWED,
    style: { width: "100%", height, border: 0, borderRadius: "12px" },
  });
}
