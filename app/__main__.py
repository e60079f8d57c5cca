"""The command `pyramidlabel`: opens the window, or checks what it needs (`pyramidlabel doctor`)."""

import argparse
import os
import sys
from collections.abc import Sequence

from app import __version__

_LIBRARIES = (
    "libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 "
    "libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 "
    "libxcb-xkb1 libfontconfig1 libdbus-1-3 libglib2.0-0"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    drop_foreign_plugins()
    if given[:1] == ["doctor"]:
        from app.services.doctor import print_report

        return print_report(given[1:])
    if given[:1] == ["convert"]:
        from app.convert import run

        return run(given[1:])
    options = _parse(given)
    try:
        from app.start import run_window
    except ImportError as error:
        print(missing_qt(error), file=sys.stderr)
        return 2
    return run_window(options.paths, options.model, options.device)


def drop_foreign_plugins() -> None:
    """Forget Qt plug-ins of another Qt: OpenCV's usual build points Qt at its own old ones."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_PLUGIN_PATH"):
        if "cv2" in os.environ.get(name, "").replace("\\", "/").split("/"):
            del os.environ[name]


def missing_qt(error: ImportError) -> str:
    """What to do when Qt cannot be imported."""
    if error.name and error.name.split(".")[0] in ("PySide6", "shiboken6", "qtawesome"):
        return f"{error.name} is missing. Install the window: pip install 'pyramidlabel[app]'"
    return (
        f"Qt cannot start: {error}\n"
        f"On Debian or Ubuntu run: sudo apt-get install {_LIBRARIES}\n"
        "`pyramidlabel doctor` lists what is missing."
    )


def _parse(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="pyramidlabel",
        description="Detections on your pictures, coloured by the pyramid level that fired.",
        epilog="`pyramidlabel doctor [PATH]` checks what the window needs, and projects; "
        "`pyramidlabel convert` writes labels in another format.",
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="media and folders to open")
    parser.add_argument("--model", help="name of a model or a model file (.safetensors)")
    parser.add_argument("--device", help="where the model runs: auto, cpu, cuda, mps")
    parser.add_argument("--version", action="version", version=f"PyramidLabel {__version__}")
    return parser.parse_args(given)


if __name__ == "__main__":
    raise SystemExit(main())
