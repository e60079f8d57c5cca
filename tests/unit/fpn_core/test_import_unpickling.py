"""No checkpoint runs anything: hostile, damaged and whole-model files are refused with a reason."""

import io
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from fpn_core.errors import ModelError
from fpn_core.importing.unpickling import read_checkpoint


class Hostile:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path, function: Callable[..., Any] = os.system) -> None:
        self.mark, self.function = mark, function

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.function, (f"touch '{self.mark}'",)


def save_legacy(content: Any, file: Path) -> None:
    torch.save(content, file, _use_new_zipfile_serialization=False)


def save_pickle(content: Any, file: Path) -> None:
    file.write_bytes(pickle.dumps(content))


@pytest.mark.parametrize("function", [os.system, subprocess.getoutput, eval, exec])
@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("weights.pth", torch.save),
        ("weights.pth", save_legacy),
        ("weights.pth", save_pickle),
        ("weights.pkl", save_pickle),
        ("weights.pkl", torch.save),
    ],
)
def test_a_file_that_would_run_a_program_is_refused_unrun(
    tmp_path: Path, name: str, save: Callable[[Any, Path], None], function: Callable[..., Any]
) -> None:
    mark, file = tmp_path / "mark", tmp_path / name
    save({"model": {"a": Hostile(mark, function), "b": torch.ones(2)}}, file)
    with pytest.raises(ModelError, match=r"could run a program; it was refused unread") as caught:
        read_checkpoint(file)
    assert name in str(caught.value)
    assert not mark.exists()


def test_the_hostile_file_is_hostile(tmp_path: Path) -> None:
    """The payload of the test above works where nothing guards against it."""
    pickle.loads(pickle.dumps(Hostile(tmp_path / "mark")))  # noqa: S301
    assert (tmp_path / "mark").exists()


@pytest.mark.parametrize("save", [torch.save, save_legacy])
def test_a_whole_pickled_model_is_refused_with_the_line_that_resaves_it(
    tmp_path: Path, save: Callable[[Any, Path], None]
) -> None:
    file = tmp_path / "model.pth"
    save(nn.Sequential(nn.Linear(2, 2), nn.ReLU()), file)
    with pytest.raises(ModelError, match="holds a whole pickled model") as caught:
        read_checkpoint(file)
    line = str(caught.value).split('python -c "')[1].rstrip('"')
    done = subprocess.run(
        [sys.executable, "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert set(read_checkpoint(tmp_path / "weights.pth")) == {"0.weight", "0.bias"}


def test_torchscript_archives_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.pth"
    buffer = io.BytesIO()
    torch.save({"a": torch.ones(2)}, buffer)
    with zipfile.ZipFile(buffer) as plain, zipfile.ZipFile(file, "w") as script:
        for name in plain.namelist():
            script.writestr(name, plain.read(name))
        script.writestr(plain.namelist()[0].split("/")[0] + "/constants.pkl", b"\x80\x02).")
    with pytest.raises(ModelError, match="TorchScript archive; if you trust it"):
        read_checkpoint(file)


def test_other_objects_are_named(tmp_path: Path) -> None:
    torch.save({"model": {"a": torch.ones(1)}, "path": Path("x")}, tmp_path / "a.pth")
    with pytest.raises(ModelError, match=r"holds pathlib\..*only tensors, plain containers"):
        read_checkpoint(tmp_path / "a.pth")


@pytest.mark.parametrize("name", ["a.pth", "a.pkl", "a.safetensors"])
@pytest.mark.parametrize(
    "content", [b"", b"no checkpoint at all", b"\x80\x02}q\x00", b"PK\x03\x04"]
)
def test_damaged_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match=r"truncated or no checkpoint|is empty") as caught:
        read_checkpoint(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "weights_only" not in str(caught.value)


@pytest.mark.parametrize("save", [torch.save, save_legacy, save_pickle])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_files_are_refused(
    tmp_path: Path, save: Callable[[Any, Path], None], share: float
) -> None:
    file = tmp_path / ("a.pkl" if save is save_pickle else "a.pth")
    save({"a": np.ones(4000) if save is save_pickle else torch.ones(4000)}, file)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ModelError, match="truncated or no checkpoint"):
        read_checkpoint(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nothing\.pth: no such checkpoint file"):
        read_checkpoint(tmp_path / "nothing.pth")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_numpy_arrays_are_read_from_pickles_of_every_protocol(
    tmp_path: Path, protocol: int
) -> None:
    file = tmp_path / "a.pkl"
    arrays = {"w": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.array(3)}
    file.write_bytes(pickle.dumps({"model": arrays, "__author__": "x"}, protocol))
    content = read_checkpoint(file)
    np.testing.assert_array_equal(content["model"]["w"], arrays["w"])
    assert content["__author__"] == "x"


@pytest.mark.parametrize("core", [b"numpy.core", b"numpy._core"])
def test_numpy_1_and_numpy_2_spell_their_arrays_differently(tmp_path: Path, core: bytes) -> None:
    file = tmp_path / "a.pkl"
    content = pickle.dumps({"w": np.ones(3, np.float32)}, protocol=2)
    here = b"cnumpy._core.multiarray" if b"numpy._core" in content else b"cnumpy.core.multiarray"
    file.write_bytes(content.replace(here, b"c" + core + b".multiarray"))
    np.testing.assert_array_equal(read_checkpoint(file)["w"], np.ones(3))


def test_a_pickle_of_python_2_is_read(tmp_path: Path) -> None:
    """Its strings are bytes, arrays' data among them: latin1 keeps every byte."""
    file = tmp_path / "a.pkl"
    file.write_bytes(
        b"\x80\x02}U\x01wcnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n"
        b"K\x00\x85U\x01b\x87R(K\x01K\x02\x85cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R"
        b"(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        b"U\x08\x00\x00\x80\x3f\x00\x00\x80\xfftbs."
    )
    np.testing.assert_array_equal(read_checkpoint(file)["w"], [1.0, -np.inf])


def test_a_pickle_may_hold_nothing_but_numpy(tmp_path: Path) -> None:
    file = tmp_path / "a.pkl"
    file.write_bytes(pickle.dumps({"a": Path("x")}))
    with pytest.raises(ModelError, match=r"a.pkl: holds pathlib\."):
        read_checkpoint(file)
    file.write_bytes(b"c_codecs\nencode\n(X\x01\x00\x00\x00aX\x03\x00\x00\x00hextR.")
    with pytest.raises(ModelError, match="truncated or no checkpoint"):
        read_checkpoint(file)
