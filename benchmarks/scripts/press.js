// Type a text, and a moment later press Enter; answers when that was.
async (text) => {
  const field = document.querySelector("textarea.composer-text");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((resolve) => setTimeout(resolve, 150));
  const began = Date.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  return began;
}
