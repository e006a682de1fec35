// A file comes over the page or out of the clipboard, as the browser would hand it over.
({ how, bytes, name, text }) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  if (text) data.setData("text/plain", text);
  const given = how === "paste" ? { clipboardData: data } : { dataTransfer: data };
  const Kind = how === "paste" ? ClipboardEvent : DragEvent;
  document.querySelector(".composer-text").dispatchEvent(new Kind(how, { ...given, bubbles: true, cancelable: true }));
};
