"""A cache bounded by bytes: what was used longest ago leaves first."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class ByteCache(Generic[Value]):
    """Values by key; ``size_of`` tells the bytes of each. Not thread-safe: one thread owns it."""

    def __init__(self, limit: int, size_of: Callable[[Value], int]) -> None:
        self.limit = limit
        self.used = 0
        self._size_of = size_of
        self._items: OrderedDict[str, tuple[Value, int]] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: str) -> Value | None:
        """The value of a key, which thereby counts as just used."""
        if key not in self._items:
            return None
        self._items.move_to_end(key)
        return self._items[key][0]

    def put(self, key: str, value: Value) -> None:
        """Keep a value; the oldest go. One larger than the limit is kept alone."""
        self.discard(key)
        size = self._size_of(value)
        self._items[key] = (value, size)
        self.used += size
        self.limit_to(self.limit)

    def limit_to(self, limit: int) -> None:
        """Keep at most this many bytes from here on; the oldest values go."""
        self.limit = limit
        while self.used > self.limit and len(self._items) > 1:
            self.discard(next(iter(self._items)))

    def discard(self, key: str) -> None:
        """Forget a key, if it is there."""
        if key in self._items:
            self.used -= self._items.pop(key)[1]

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()
        self.used = 0
