"""PyAV is loaded by one thread, whole, wherever threads begin."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.source_tree import ROOT
from tests.unit.fpn_core.video.made_videos import make_video

STARTS = 4
SCRIPT = """
import sys, threading
from pathlib import Path
from fpn_core.video.first import first_picture
from fpn_core.video.index import build_index
from fpn_core.video.pixels import reformatter
from fpn_core.video.writing import writing
from fractions import Fraction
import numpy as np

def write():
    with writing(Path(sys.argv[2]), Fraction(1, 25)) as writer:
        writer.add(np.zeros((32, 32, 3), np.uint8), 0)

wrong = []
def at_once(work):
    barrier.wait()
    try:
        work()
    except BaseException as error:
        wrong.append(repr(error))

jobs = [lambda: build_index(sys.argv[1]), lambda: first_picture(sys.argv[1]), reformatter, write]
turn = int(sys.argv[3])  # the one that starts last goes first
jobs = jobs[turn:] + jobs[:turn]
barrier = threading.Barrier(len(jobs))
threads = [threading.Thread(target=at_once, args=(job,)) for job in jobs]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(wrong)
"""


def test_threads_that_begin_at_once_all_get_it(tmp_path: Path) -> None:
    video = make_video(tmp_path / "clip.mp4", count=5)
    for start in range(STARTS):
        out = tmp_path / f"{start}.mp4"
        command = [sys.executable, "-c", SCRIPT, str(video), str(out), str(start)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_it_is_loaded_in_one_place() -> None:
    loading = []
    for file in [*ROOT.glob("fpn_core/**/*.py"), *ROOT.glob("app/**/*.py")]:
        for node in ast.walk(_without_types(ast.parse(file.read_text(encoding="utf-8")))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "av" for name in names):
                loading.append(file.relative_to(ROOT).as_posix())
    assert set(loading) == {"fpn_core/video/library.py"}


def _without_types(tree: ast.Module) -> ast.Module:
    """A module without what only a type checker reads."""
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]
    return tree
