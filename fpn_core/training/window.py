"""What a progress entry says of the steps since the one before."""

import time

_ENTRIES = 600  # come one a second; so many more whenever the run's time grows e-fold


class LossWindow:
    """Mean losses and speed over the steps since the last progress entry."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._begin()

    def _begin(self) -> None:
        self._steps: list[dict[str, float]] = []
        self._pictures = 0
        self._since = time.monotonic()
        self._rested = 0.0
        self._last = self._since

    def add(self, losses: dict[str, float], pictures: int) -> None:
        self._steps.append(losses)
        self._pictures += pictures
        self._last = time.monotonic()

    def is_late(self, seconds: float) -> bool:
        """Whether the last entry is so long ago; long runs write less and less often, so that days
        of them stay a few thousand lines."""
        run = self._last - self._start
        return self._last - self._since >= max(seconds, run / _ENTRIES)

    def rest(self) -> None:
        """What has passed since the last step was a pause."""
        self._rested += time.monotonic() - self._last

    def close(self, steps_left: int) -> dict[str, float]:
        """The entry's figures; the window begins anew."""
        names = dict.fromkeys(name for step in self._steps for name in step)
        count = len(self._steps)
        means = {name: sum(step.get(name, 0.0) for step in self._steps) / count for name in names}
        seconds = max(time.monotonic() - self._since - self._rested, 1e-9)
        speed, left = self._pictures / seconds, steps_left * seconds / count
        self._begin()
        return {
            "loss": sum(means.values()),
            **means,
            "pictures_per_second": speed,
            "seconds_left": left,
        }
