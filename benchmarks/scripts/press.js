// Type a text and press Enter; answers when that was.
(text) => {
  const field = document.querySelector("textarea.composer-text");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const began = Date.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  return began;
}
