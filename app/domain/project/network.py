"""Whether a file lies on a network share, where SQLite's write-ahead log is not safe."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "afs", "9p", "ceph", "glusterfs"}
_NETWORK_FUSE = ("sshfs", "rclone", "davfs", "gvfsd-fuse", "s3fs", "curlftpfs")
_DRIVE_REMOTE = 4


def is_on_network(path: Path) -> bool:
    """Whether a path lies on a network share, as far as the system says."""
    if sys.platform == "win32":
        import ctypes

        text = os.path.abspath(path)
        drive = os.path.splitdrive(text)[0]
        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")
        return text.startswith("\\\\") or kind == _DRIVE_REMOTE
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as mounts:
            return _is_network(_file_system(os.path.realpath(path), mounts))
    except OSError:  # no Linux: SQLite itself refuses the log where shared memory fails
        return False


def _file_system(path: str, mounts: Iterable[str]) -> str:
    """Type of the file system that holds a path, by the lines of mountinfo."""
    found, deepest = "", -1
    for line in mounts:
        fields = line.split(" ")
        point = fields[4].encode().decode("unicode_escape") if "\\" in fields[4] else fields[4]
        if len(point) > deepest and (path + "/").startswith(point.rstrip("/") + "/"):
            found, deepest = fields[fields.index("-") + 1], len(point)
    return found


def _is_network(kind: str) -> bool:
    return kind in _NETWORK or (kind.startswith("fuse.") and kind[5:].startswith(_NETWORK_FUSE))
