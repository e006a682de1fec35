"""The links of a message, read from the HTML that we made of it ourselves."""

import re
from html import unescape

_HREF = re.compile(r'<a href="(https?://[^"]*)"')


def links_of(html: str) -> list[str]:
    """The addresses of web pages in the order of the text, each once."""
    return list(dict.fromkeys(unescape(found) for found in _HREF.findall(html)))
