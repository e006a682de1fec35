"""What the people of the pictures say."""

from __future__ import annotations

OTHERS: dict[str, list[tuple[float, str]]] = {
    "Jonas Novak": [(72, "Are you at the studio today?"), (71, "The kiln is free on Thursday 🎉")],
    "Omar": [(260, "Can you send me the plan?")],
    "Release desk": [(150, "Tagged 2.4"), (149, "Notes are in"), (148, "Packages are up")],
    "علي حسن": [(190, "مرحبا، كيف الحال؟")],
    "Tom Berg": [],
    "Pushy Peter": [],
}
_CODE = '''The counter, as agreed:
```python
def unread(last_seq: int, read_seq: int) -> int:
    """How many messages wait."""
    return max(0, last_seq - read_seq)  # never below none
```'''
LETTER = """Dear all, the long version, for whoever was not there yesterday.

The house has two rooms and a terrace that looks south. The kitchen is small but has a window, and the table outside is
long enough for ten. There is a shed with two kayaks in it; the paddles are at the neighbour's.

The bus stops at the bakery, eight minutes on foot. The last one is at ten, so whoever comes late calls Jonas.

Please bring: something to sleep in, a lamp, a mug, one book that you are willing to leave there, and shoes for rocks.

What it costs we split by nights. Sana keeps the list; tell her by Thursday what you paid already.

And if it rains, we have cards."""
WORDS = [
    ("Mara", "Everything that a line can be, in one place."),
    ("Lea", "We meet at eight, _sharp_"),
    ("Mara", "> Bring lamps\n\nI have **three**, and:\n\n- rope\n- a tent\n- https://example.org/lists"),
    ("Mara", "This was meant for somebody else"),
    ("Jonas Novak", _CODE),
    ("Jonas Novak", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurfsberatungsstelle"),
    ("Lea", "مرحبا بالجميع، نلتقي في الثامنة مساءً عند المحطة"),
    ("Jonas Novak", "@Lea can you bring the keys?"),
    ("Mara", "😀👍"),
    ("Lea", "Of course"),
]
