"""When files were last changed."""

from collections.abc import Iterable

from app.domain.project.media_files import stamp_of


def read_times(paths: Iterable[str]) -> dict[str, float]:
    """When files were last changed, in seconds since 1970, for those that are there."""
    found = {}
    for path in paths:
        try:
            found[path] = stamp_of(path).mtime / 1e9
        except OSError:  # gone or out of reach: it has no time, and stands at the end of the list
            continue
    return found
