"""The open interface over HTTP: thin routes by noun, each a door to one use case."""
