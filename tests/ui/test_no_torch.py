"""The window works in a process that has no torch, and reads no plots before there are any."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
for name in ("torch", "torchvision", "timm", "cv2"):
    sys.modules[name] = None
sys.path.insert(0, sys.argv[1])
from PySide6.QtCore import QEventLoop
import app.__main__, app.services.doctor
from app.start import make_application
from app.services.settings import Settings
from tests.ui.harness import Harness, Plan

folder = Path(sys.argv[2])
make_application()
plan = Plan(folder.parent / "plan.json")
harness = Harness(None, Settings(folder.parent / "settings.json"), plan)
loop = QEventLoop()
document = harness.document
document.detections_changed.connect(lambda: document.detections is None or loop.quit())
harness.window.show()
harness.window.start([str(folder)])
loop.exec()
print("rows", len(document.rows), "plots" if "pyqtgraph" in sys.modules else "none to plot")
harness.window.close()
"""


def test_the_window_needs_no_torch(pictures: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(root), str(pictures)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "rows 3 none to plot" in done.stdout, done.stderr
