"""When files were last changed."""

import os
from collections.abc import Iterable

from app.services.video.files import real_file


def read_times(paths: Iterable[str]) -> dict[str, float]:
    """When files were last changed, in seconds since 1970, for those that are there."""
    found = {}
    for path in paths:
        try:
            found[path] = os.stat(real_file(path)).st_mtime
        except OSError:  # gone or out of reach: it has no time, and stands at the end of the list
            continue
    return found
