export function t(text, params = {}) { return text.replace(/\{(\w+)\}/g, (_, k) => params[k] ?? ""); }
