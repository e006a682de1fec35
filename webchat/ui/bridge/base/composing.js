/** Whether a key belongs to what an input method composes; of the one that ends it, Safari tells by the number alone. */
export const isComposing = (event) => (event.nativeEvent ?? event).isComposing || event.keyCode === 229;
