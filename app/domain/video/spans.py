"""Stretches of frames: what two lists of them share, and lists without overlaps."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.video.tracks import Span


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same frames in ascending stretches; those that overlap or touch become one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def length(spans: Iterable[Span]) -> int:
    """How many frames stretches have together."""
    return sum(last - first + 1 for first, last in spans)


def shared(one: Sequence[Span], other: Sequence[Span]) -> Iterator[Span]:
    """The frames that lie in both lists, of which each is ascending and has no overlaps."""
    here, there = 0, 0
    while here < len(one) and there < len(other):
        first = max(one[here][0], other[there][0])
        last = min(one[here][1], other[there][1])
        if first <= last:
            yield first, last
        if one[here][1] < other[there][1]:
            here += 1
        else:
            there += 1
