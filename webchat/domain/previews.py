"""Previews of links."""

from dataclasses import dataclass

from webchat.domain.links import links_of


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What a page says of itself; `url` is the link as it stands in the message."""

    url: str
    title: str
    description: str
    site_name: str


def first_link(html: str) -> str:
    """The link of a message that is shown with a preview; empty when there is none."""
    return next(iter(links_of(html)), "")
