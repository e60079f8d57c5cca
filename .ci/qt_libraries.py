"""Make sure that the system libraries Qt needs are there.

Root on Debian or Ubuntu gets the missing ones from apt-get; anybody else gets the line to run, and
exit code 1. Only the standard library is used: this runs before anything is installed.
"""

import ctypes
import os
import shutil
import subprocess
import sys

# What Qt's own libraries and its X11 plugin load, and the Debian package of each.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def missing() -> list[str]:
    """The file names of PACKAGES that the dynamic linker does not find."""
    absent = []
    for library in PACKAGES:
        try:
            ctypes.CDLL(library)
        except OSError:
            absent.append(library)
    return absent


def install(packages: list[str]) -> bool:
    """True when apt-get has installed `packages`."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    )
    return all(subprocess.run(command, env=environment).returncode == 0 for command in commands)


def main() -> int:
    """Exit code: 0 when nothing is missing at the end."""
    absent = missing() if sys.platform == "linux" else []
    if not absent:
        return 0
    packages = [PACKAGES[library] for library in absent]
    debian = shutil.which("apt-get") is not None
    if debian and os.geteuid() == 0 and install(packages):
        return 0
    print(f"Qt needs system libraries that are missing: {', '.join(absent)}", file=sys.stderr)
    if debian:
        sudo = "" if os.geteuid() == 0 else "sudo "
        line = f"{sudo}apt-get update && {sudo}apt-get install {' '.join(packages)}"
        print(f"Run: {line}", file=sys.stderr)
    else:
        print("Install the packages of your distribution that hold them.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
