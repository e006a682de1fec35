"""What a look of the doctor comes to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is good, and what was seen."""

    good: bool
    text: str
