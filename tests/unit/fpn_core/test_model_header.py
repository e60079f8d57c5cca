"""A model file's description is read without torch, and nothing in it is trusted."""

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpn_core.config import DetectorConfig, lite, to_dict
from fpn_core.errors import ModelError
from fpn_core.model_header import MAX_HEADER, METADATA_KEY, content_key, read_model_header
from resources import path
from tests.source_tree import ROOT
from tests.unit.fpn_core.tiny import tiny_config, tiny_detector


def write(file: Path, header: Any, data: bytes = b"", length: int | None = None) -> Path:
    """A file with that header and data; `length` is what it says of its header's length."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)
    return file


def described(content: Any) -> dict[str, Any]:
    return {"__metadata__": {METADATA_KEY: content if isinstance(content, str) else
                             json.dumps(content)}}  # fmt: skip


def good(**more: Any) -> dict[str, Any]:
    return {"format": 1, "config": to_dict(lite(("cat", "dog"))), **more}


def test_it_says_what_the_file_says(tmp_path: Path) -> None:
    model = tiny_detector(tiny_config())
    model.provenance = {"name": "tiny", "parent": "lite", "figures": {"AP50": 0.5}}
    model.save(tmp_path / "m.safetensors")
    header = read_model_header(tmp_path / "m.safetensors")
    assert header.config == model.config
    assert header.provenance == model.provenance


def test_hidden_classes_are_not_shown(tmp_path: Path) -> None:
    config = to_dict(DetectorConfig(class_names=("cat", "N/A", "dog"), hidden_classes=(1,)))
    file = write(tmp_path / "m", described({"format": 1, "config": config}))
    assert read_model_header(file).class_names == ("cat", "dog")


def test_the_key_is_the_detectors() -> None:
    from fpn_core.models import load_model

    file = path("models", "lite.safetensors")
    assert content_key(file) == load_model("lite", "cpu").key
    assert read_model_header(file).provenance["name"] == "lite"


def test_it_needs_no_torch() -> None:
    code = (
        "import sys\nfor n in ('torch', 'safetensors', 'PySide6'): sys.modules[n] = None\n"
        "from pathlib import Path\nfrom fpn_core.model_header import read_model_header\n"
        "from fpn_core.models import named_model\n"
        "print(read_model_header(named_model('lite').file).class_names[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "aeroplane\n", done.stderr


BROKEN: dict[str, tuple[Any, str]] = {
    "empty": (lambda file: file.write_bytes(b""), "0 bytes"),
    "four bytes": (lambda file: file.write_bytes(b"PK\3\4"), "no safetensors file"),
    "a huge head": (lambda file: write(file, {}, length=2**63), "a head of 9223372036854775808"),
    "a head beyond the limit": (
        lambda file: write(file, b" " * (MAX_HEADER + 1)),
        "no safetensors file",
    ),
    "a head beyond the file": (
        lambda file: write(file, {}, length=100),
        "head of 100: copied or fetched in part",
    ),
    "no JSON": (lambda file: write(file, b"\xff\xfe{"), "its head cannot be read"),
    "an array": (lambda file: write(file, [1, 2]), "its head cannot be read"),
    "deep nesting": (lambda file: write(file, b"[" * 200_000), "its head cannot be read"),
    "no offsets": (lambda file: write(file, {"a": {"shape": [1]}}), "its head cannot be read"),
    "cut short": (
        lambda file: write(file, {"a": {"data_offsets": [0, 40]}}, b"\0" * 20),
        "copied or fetched in part",
    ),
    "no description": (
        lambda file: write(file, {"a": {"data_offsets": [0, 4]}}, b"\0" * 4),
        "no description of a detector",
    ),
    "a description that is no text": (
        lambda file: write(file, {"__metadata__": {METADATA_KEY: 7}}),
        "no description of a detector",
    ),
    "a description without end": (
        lambda file: write(file, described("x" * 1_000_001)),
        "characters of metadata",
    ),
    "of a later program": (
        lambda file: write(file, described(good(format=2))),
        "of a later PyramidLabel",
    ),
    "no config": (lambda file: write(file, described({"format": 1})), "cannot be read"),
    "another config": (
        lambda file: write(file, described({"format": 1, "config": {"mode": "odd"}})),
        "cannot be read",
    ),
}


@pytest.mark.parametrize(("make", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_model_gives_one_line(tmp_path: Path, make: Any, line: str) -> None:
    file = tmp_path / "m.safetensors"
    make(file)
    with pytest.raises(ModelError, match=line) as caught:
        read_model_header(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for place in (tmp_path / "gone.safetensors", tmp_path):
        with pytest.raises(ModelError, match="no such model file"):
            read_model_header(place)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("bytes") / "m.safetensors"
    file.write_bytes(content)
    with pytest.raises(ModelError):
        read_model_header(file)


@given(st.sampled_from(sorted(to_dict(lite()))), JSON, JSON)
def test_any_value_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: Any, provenance: Any
) -> None:
    content = good(provenance=provenance)
    content["config"][key] = value
    file = write(tmp_path_factory.mktemp("json") / "m.safetensors", described(content))
    try:
        said: Any = read_model_header(file).provenance
    except ModelError as error:
        said = str(error)
    assert isinstance(said, dict) or "\n" not in said
