"""Python's collector of garbage, kept out of the way of work with very many objects.

It looks through all objects that live, every time their number has grown by a quarter, and holds up
every thread with that: 150 ms for the figures of 100,000 pictures.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pauses = 0
_was_on = False


@contextmanager
def without_collector() -> Iterator[None]:
    """For work that makes very many small objects, none of which becomes garbage. It may be asked
    for by several at once, and ends with the last of them."""
    global _pauses, _was_on
    with _lock:
        _pauses += 1
        if _pauses == 1:
            _was_on = gc.isenabled()
            gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0 and _was_on:
                gc.enable()


def settle() -> None:
    """What lives now is looked at no more: it stays for long. It still goes when nothing refers to
    it any more; only circles among it stay until `unsettle`."""
    gc.freeze()


def unsettle() -> None:
    """Everything is looked at again."""
    gc.unfreeze()
