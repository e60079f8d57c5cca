"""Lists of classes as YOLO, COCO and plain text write them."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.class_lists import ClassListError, _from_yaml, read_class_list

NAMES = st.lists(
    st.text("abcXYZ 019,:'#[]{}-é猫", min_size=1, max_size=9).map(str.strip).filter(bool),
    min_size=1,
    max_size=6,
)


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [
        ("classes.txt", "\ufeffcat\r\n red cell \n\n猫\n", ["cat", "red cell", "猫"]),
        ("coco.names", "a\nb\n", ["a", "b"]),
        ("data.yaml", "nc: 2\nnames: ['cat', \"red, cell\"] # two\n", ["cat", "red, cell"]),
        ("data.yaml", "names:\n  0: cat  # first\n  1: 'it''s'\ntrain: x\n", ["cat", "it's"]),
        ("data.yaml", "names:\n- cat\n- red cell\nnc: 2\n", ["cat", "red cell"]),
        ("data.yml", "names: [\n  a,\n  b\n]\nval: y\n", ["a", "b"]),
        ("data.yaml", "names: {1: b, 0: a}\n", ["a", "b"]),
        ("c.json", '{"categories": [{"id": 3, "name": "b"}, {"id": 1, "name": "a"}]}', ["a", "b"]),
        ("c.json", '["x", "y"]', ["x", "y"]),
    ],
)
def test_every_way_to_write_a_list(tmp_path: Path, name: str, text: str, names: list[str]) -> None:
    assert read_class_list(written(tmp_path, name, text)) == names


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("empty.txt", "\n \n", "empty.txt holds no class names"),
        ("data.yaml", "train: x\n", "data.yaml cannot be .* has no “names”"),
        ("data.yaml", "names: [a, b\n", "does not end with ]"),
        ("c.json", "{", "c.json cannot be read"),
        ("c.json", '{"categories": [{"id": 1}]}', "category 0 has no name"),
        ("c.json", '{"images": []}', "no list “categories”"),
        ("picture.txt", "\0\0", "no text file"),
    ],
)
def test_a_file_without_classes_says_so(tmp_path: Path, name: str, text: str, why: str) -> None:
    with pytest.raises(ClassListError, match=why):
        read_class_list(written(tmp_path, name, text))


def test_a_file_that_is_not_there_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ClassListError, match=r"gone\.txt cannot be read"):
        read_class_list(tmp_path / "gone.txt")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(ClassListError, match=r"bytes\.txt cannot be read"):
        read_class_list(tmp_path / "bytes.txt")


@given(NAMES)
def test_quoted_names_come_back_from_every_form_of_yaml(names: list[str]) -> None:
    single = ["'" + name.replace("'", "''") + "'" for name in names]
    double = [json.dumps(name) for name in names]
    for quoted in (single, double):
        flow = "names: [" + ", ".join(quoted) + "]\n"
        block = "names:\n" + "".join(f"  - {name}\n" for name in quoted)
        mapping = "names:\n" + "".join(f"  {n}: {name}\n" for n, name in enumerate(quoted))
        for text in (flow, block, mapping):
            assert _from_yaml(text) == names


@given(st.text(max_size=200))
def test_no_text_makes_it_stumble(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert all(isinstance(name, str) for name in _from_yaml(text))
