"""The pictures of docs/screenshots: the real product, with a small made-up circle of friends, in every state."""
