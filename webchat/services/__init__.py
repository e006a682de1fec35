"""The use cases. Every door (pages, REST, sockets) calls these and only these."""
