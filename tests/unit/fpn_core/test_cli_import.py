"""`fpn-core import`: from a checkpoint to a model file, with torchvision run beside it."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image

from fpn_core.cli import main as cli
from fpn_core.models import load_model
from tests.unit.fpn_core.torchvision_models import as_input, picture, randomise, small_model

SIZES = ("--min-size", "96", "--max-size", "160")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """weights.pth, whose detector is small_model's, and three pictures."""
    folder = tmp_path_factory.mktemp("import")
    torch.save(randomise(small_model()).state_dict(), folder / "weights.pth")
    (folder / "pictures").mkdir()
    for number in range(3):
        image = Image.fromarray(picture(160 + 40 * number, 120, number))
        image.save(folder / "pictures" / f"{number}.png")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, output and errors of `fpn-core ARGUMENTS`."""
    before = sys.argv
    sys.argv = ["fpn-core", *map(str, arguments)]
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        sys.argv = before
    output = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), output.out, output.err


def imported(folder: Path, out: Path, *more: str | Path) -> tuple[str | Path, ...]:
    weights = folder / "weights.pth"
    return ("import", weights, "--layout", "torchvision", "--out", out, *SIZES, *more)


def test_the_model_file_finds_what_torchvision_finds(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pets.safetensors"
    code, text, _ = run(capsys, *imported(folder, out, "--classes", "cat,dog,cow"))
    assert code == 0
    assert "r18, 3 classes, levels P2, P3, P4, P5, P6" in text
    image = picture(200, 150)
    with torch.inference_mode():
        theirs = randomise(small_model())([as_input(image)])[0]
    detector = load_model(out, device="cpu")
    ours = detector.detect(image)
    torch.testing.assert_close(ours.boxes, theirs["boxes"], atol=1e-3, rtol=0)
    assert detector.config.class_names == ("cat", "dog", "cow")
    assert detector.provenance["parent"] == "weights.pth"


def test_verify_prints_the_largest_difference(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m.safetensors"
    code, text, _ = run(capsys, *imported(folder, out, "--verify", folder / "pictures"))
    assert code == 0
    assert "equals torchvision: pictures 3, detections" in text
    assert "0 without a partner; largest difference" in text


def test_verify_goes_on_without_broken_pictures(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    arguments = imported(folder, tmp_path / "m.safetensors", "--verify", tmp_path)
    code, text, errors = run(capsys, *arguments)
    assert code == 1
    assert "no picture to compare on" in text
    assert "broken.png" in errors


def test_verify_ends_with_1_where_the_two_differ(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A torchvision with another stride rule stands for whatever an import could get wrong."""
    from torchvision.models.detection.anchor_utils import AnchorGenerator

    right = AnchorGenerator.generate_anchors
    monkeypatch.setattr(
        AnchorGenerator, "generate_anchors", lambda *args, **more: right(*args, **more) + 1
    )
    arguments = imported(folder, tmp_path / "m.safetensors", "--verify", folder / "pictures")
    code, text, _ = run(capsys, *arguments)
    assert code == 1
    assert "differs from torchvision" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--arch", "r50"), "weights.pth: --arch r50, but the shapes"),
        (("--classes", "cat"), "has 3 classes"),
        (("--out", "m.pth"), "--out m.pth: a model file's name ends in .safetensors"),
        (("--verify", "nowhere"), "nowhere"),
        (("--layout", "caffe"), "no layout 'caffe'"),
        (("--layout", "detectron2", "--verify", "."), "--verify runs torchvision"),
    ],
)
def test_mistakes_end_with_one_line_and_2(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    out = tmp_path / "m.safetensors"
    code, _, errors = run(capsys, *imported(folder, out, *arguments))
    assert code == 2
    assert message in errors
    assert errors.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_checkpoint_is_never_overwritten(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "weights.safetensors"
    file.write_bytes(b"precious")
    code, _, errors = run(capsys, "import", file, "--layout", "torchvision", "--out", file)
    assert (code, file.read_bytes()) == (2, b"precious")
    assert "is the checkpoint itself" in errors


def test_help_needs_no_torch() -> None:
    script = (
        "import sys, fpn_core.cli.main as m; sys.argv = ['fpn-core', 'import', '--help']\n"
        "try:\n    m.main()\nexcept SystemExit:\n    pass\n"
        "assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
