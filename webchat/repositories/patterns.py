"""Words that people look for, as patterns of LIKE."""


def escaped(key: str) -> str:
    """The words themselves, without any wildcard."""
    return key.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
