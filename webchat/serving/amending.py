"""Rules of ours in code that Reflex writes."""

from __future__ import annotations


def put_instead(anchor: str, rule: str, code: str, *, what: str, where: str) -> str:
    """Return the code with the rule in the anchor's place, once however often it is asked for.

    Raises ValueError when the anchor is not there exactly once: `what` has changed, and `where` is to be looked at.
    """
    if rule in code:
        return code
    if code.count(anchor) != 1:
        raise ValueError(f"Reflex's {what} has changed: see webchat/serving/{where}.")
    return code.replace(anchor, rule)


def put_after(anchor: str, rule: str, code: str, *, what: str, where: str) -> str:
    """The same with the rule behind the anchor, whatever other rules have come in between."""
    return code if rule in code else put_instead(anchor, anchor + rule, code, what=what, where=where)
