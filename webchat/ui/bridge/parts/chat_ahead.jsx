// The code of the chat, fetched while somebody still types their name: the page that comes next has it then.
import { useState } from "react";
import { PrefetchPageLinks } from "react-router";

// What a form calls when somebody writes, and what it draws.
export function useChatAhead() {
  const [isWriting, write] = useState(false);
  return [() => write(true), isWriting ? <PrefetchPageLinks page="/chat/" /> : null];
}
