"""What every test starts from: no display needed, few threads, the same random numbers in CI."""

import os
import tempfile

# Before Qt, torch or OpenCV is imported: they read these once. A display is used when asked for,
# with QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", str(min(2, os.cpu_count() or 1)))
if not os.path.isdir(os.environ.get("XDG_RUNTIME_DIR", "")):
    RUNTIME_FOLDER = tempfile.TemporaryDirectory(prefix="pyramidlabel-tests-")  # gone at exit
    os.environ["XDG_RUNTIME_DIR"] = RUNTIME_FOLDER.name

from hypothesis import HealthCheck, settings

# A busy machine makes any deadline fail some day; CI must find the same thing twice.
settings.register_profile("local", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "local")
