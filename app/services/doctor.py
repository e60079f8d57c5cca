"""`pyramidlabel doctor`: what the window needs, what is there, and what to do about the rest."""

import ctypes.util
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import platformdirs

import resources
from app.services.doctor_project import check_project
from app.services.finding import Finding

_PACKAGES = (
    "PySide6-Essentials",
    "qtawesome",
    "pyqtgraph",
    "pillow-heif",
    "numpy",
    "Pillow",
    "torch",
    "torchvision",
    "opencv-python-headless",
)
# Library name for the linker -> Debian package.
_LINUX_LIBRARIES = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-randr": "libxcb-randr0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-xkb": "libxcb-xkb1",
    "fontconfig": "libfontconfig1",
    "dbus-1": "libdbus-1-3",
    "glib-2.0": "libglib2.0-0",
}
_QT_PROBE = (
    "from PySide6.QtGui import QGuiApplication as A; from PySide6.QtCore import qVersion; "
    "a = A([]); print(a.platformName(), qVersion())"
)
_FONT_PROBE = (
    "import sys; from PySide6.QtGui import QFontDatabase as D, QGuiApplication, QRawFont; "
    "a = QGuiApplication([]); own = QRawFont(sys.argv[1], 12).supportsCharacter(0xAC00); "
    "print(own, bool(D.families(D.WritingSystem.Korean)))"
)
_QT_SECONDS, _MODEL_SECONDS = 30, 120


def print_report(paths: Sequence[str] = ()) -> int:
    """Print every finding, those of the projects at the given paths too.

    Returns 0 if all is well and 1 if something is to be done.
    """
    advice: list[Finding] = []
    for finding in findings(paths):
        mark = "!!" if finding.advice else "ok"
        print(f"{mark}  {finding.name:<24} {finding.text}", flush=True)
        if finding.advice:
            advice.append(finding)
    print()
    if not advice:
        print("Everything is there.")
        return 0
    print("What to do:")
    for finding in advice:
        print(f"- {finding.name}: {finding.advice}")
    return 1


def findings(paths: Sequence[str] = ()) -> Iterator[Finding]:
    """Everything that is checked, one after the other. Without paths, the current folder's project
    is checked if there is one."""
    yield Finding("system", f"{platform.platform()}, {os.cpu_count()} CPUs")
    yield Finding("python", f"{platform.python_version()} ({sys.executable})")
    yield from map(check_package, _PACKAGES)
    if sys.platform.startswith("linux"):
        yield check_libraries()
    yield check_qt()
    yield check_fonts()
    yield check_detector()
    for name, folder in (
        ("settings", platformdirs.user_config_dir("pyramidlabel", appauthor=False)),
        ("models and projects", platformdirs.user_data_dir("pyramidlabel", appauthor=False)),
        ("log", platformdirs.user_log_dir("pyramidlabel", appauthor=False)),
    ):
        yield check_folder(name, Path(folder))
    for path in paths or ["."]:
        yield from check_project(Path(path).absolute(), asked=bool(paths))


def check_package(name: str) -> Finding:
    """Whether a Python package is installed, and which version."""
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "missing", "pip install 'pyramidlabel[app]'")


def check_libraries() -> Finding:
    """Whether Qt's system libraries are there (Linux)."""
    missing = [
        package
        for library, package in _LINUX_LIBRARIES.items()
        if ctypes.util.find_library(library) is None
    ]
    if not missing:
        return Finding("system libraries", "all of Qt's are there")
    command = f"sudo apt-get update && sudo apt-get install {' '.join(missing)}"
    return Finding("system libraries", f"missing: {', '.join(missing)}", command)


def check_qt() -> Finding:
    """Whether Qt can open a window here; tried in a child process, since it aborts if not."""
    display = ", ".join(
        f"{name}={os.environ[name]}"
        for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
        if name in os.environ
    )
    try:
        probe = _run_probe(_QT_PROBE)
    except subprocess.TimeoutExpired:
        return Finding("Qt", f"no answer in {_QT_SECONDS} s", "check that the display answers")
    if probe.returncode == 0:
        return Finding("Qt", f"platform {probe.stdout.strip()} ({display or 'no display set'})")
    reason = (probe.stderr.strip().splitlines() or [f"exit code {probe.returncode}"])[0]
    advice = "install the system libraries above"
    if sys.platform.startswith("linux") and not display:
        advice = "there is no display; start it on a desktop, or with QT_QPA_PLATFORM=offscreen"
    return Finding("Qt", reason, advice)


def check_fonts() -> Finding:
    """Whether Latin and Korean letters can be drawn: the program's own font has both."""
    font = resources.path("fonts", "PyramidLabelSans-Medium.otf")
    if not font.is_file():
        return Finding("font", f"{font} is missing", "install the program again")
    try:
        probe = _run_probe(_FONT_PROBE, str(font), environment={"QT_QPA_PLATFORM": "offscreen"})
    except subprocess.TimeoutExpired:
        return Finding("font", f"no answer in {_QT_SECONDS} s", "check that the display answers")
    words = probe.stdout.split()
    reinstall = "pip install --force-reinstall 'pyramidlabel[app]'"
    if probe.returncode != 0 or len(words) != 2:
        return Finding("font", "Qt cannot read fonts here", reinstall)
    own, system = (word == "True" for word in words)
    if not own:
        return Finding("font", f"{font} has no Hangul", reinstall)
    return Finding("font", f"Latin and Hangul: {'the system and ' if system else ''}the program")


def check_detector() -> Finding:
    """Whether the detection server starts, with which model and on which device."""
    command = [sys.executable, "-P", "-m", "fpn_core", "serve"]
    try:
        answer = subprocess.run(
            command,
            input='{"id": 1, "op": "ping"}\n{"id": 2, "op": "quit"}\n',
            capture_output=True,
            text=True,
            timeout=_MODEL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("detector", f"no answer in {_MODEL_SECONDS} s", "start it once more")
    for line in answer.stdout.splitlines():
        event = _event(line)
        if event.get("event") == "ready":
            parts = (event.get("device"), event.get("dtype"), event.get("device_reason"))
            where = ", ".join(str(part) for part in parts if part)
            return Finding("detector", f"model {event['model']['name']} on {where}")
        if event.get("event") == "failed":
            return Finding("detector", str(event.get("error")), "reinstall, or choose a model file")
    last = (answer.stderr.strip().splitlines() or [f"exit code {answer.returncode}"])[-1]
    return Finding("detector", last, "pip install --force-reinstall 'pyramidlabel[app]'")


def check_folder(name: str, folder: Path) -> Finding:
    """Whether a folder of this program can be written to; it is not made for that."""
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if os.access(existing, os.W_OK):
        return Finding(name, str(folder))
    return Finding(name, f"{existing} cannot be written to", f"make {existing} writable")


def _run_probe(
    code: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python code in a child process, since Qt aborts where it cannot start."""
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=_QT_SECONDS,
        check=False,
        env=os.environ | dict(environment or {}),
    )


def _event(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
