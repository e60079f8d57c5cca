"""PyAV, which decodes and writes videos: loaded when it is first needed, by one thread.

Its modules import each other. Where threads come in at different ones, Python breaks the deadlock
by showing one of them a module that is half made; in that process no video can be read any more.
"""

import threading
from typing import Any

_loading = threading.Lock()


def pyav() -> Any:
    """The module `av`, whole."""
    with _loading:
        import av
        import av.audio.resampler
        import av.device
        import av.video.reformatter
    return av
