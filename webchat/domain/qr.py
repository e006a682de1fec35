"""QR codes."""

import segno

from webchat.domain.device_views import QrView

_EDGE = 4


def draw_qr(text: str) -> QrView:
    """The dark squares of `text`'s QR code, run by run."""
    matrix = segno.make(text, micro=False, error="m").matrix
    path = "".join(
        f"M{start + _EDGE} {row + _EDGE}h{length}v1h-{length}z"
        for row, line in enumerate(matrix)
        for start, length in _runs(line)
    )
    return QrView(len(matrix) + 2 * _EDGE, path)


def _runs(line: bytearray) -> list[tuple[int, int]]:
    """Where dark squares begin, and how many follow."""
    found: list[tuple[int, int]] = []
    for column, dark in enumerate(line):
        if not dark:
            continue
        if found and sum(found[-1]) == column:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((column, 1))
    return found
