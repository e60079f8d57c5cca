"""The models folder as the command line sees it: entries, loose files, titles."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpn_core import models
from fpn_core.errors import ModelError
from fpn_core.model_entries import (
    ENTRY,
    ModelEntry,
    entry_folders,
    file_of_title,
    is_title,
    loose_files,
    read_entry,
)
from fpn_core.models import model_path
from tests.model_files import write_model

KEY = "0123456789abcdef" * 2


def put(folder: Path, **changes: Any) -> Path:
    content = ModelEntry(KEY, "cells", "cells.safetensors").content() | changes
    folder.mkdir(parents=True)
    (folder / ENTRY).write_text(json.dumps(content))
    return folder


def test_an_entry_comes_back(tmp_path: Path) -> None:
    put(tmp_path / KEY, note="a\nb")
    entry = read_entry(tmp_path / KEY)
    assert entry == ModelEntry(KEY, "cells", "cells.safetensors", note="a\nb")
    assert entry.place(tmp_path / KEY) == tmp_path / KEY / "cells.safetensors"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"format": 2}, "of a later PyramidLabel"),
        ({"key": "../.."}, "key '../..' is none"),
        ({"title": ""}, "title '' is none"),
        ({"title": "two\nlines"}, "is none"),
        ({"title": 7}, "no readable entry"),
        ({"file": "../../etc/passwd"}, "neither near it nor absolute"),
        ({"file": "a\0b"}, "neither near it nor absolute"),
        ({"file": ""}, "names no model file"),
        ({"colour": "red"}, "no readable entry"),
        ({"note": "x" * 1_000_001}, "at most 1000000"),
    ],
)
def test_a_bad_entry_gives_one_line(tmp_path: Path, changes: dict[str, Any], line: str) -> None:
    put(tmp_path / KEY, **changes)
    with pytest.raises(ModelError, match=line) as caught:
        read_entry(tmp_path / KEY)
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=100) | st.sampled_from([b"[" * 100_000, b"null", b'{"format": null}']))
def test_any_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("entry")
    (folder / ENTRY).write_bytes(content)
    with pytest.raises(ModelError):
        read_entry(folder)


def test_hidden_folders_and_other_files_are_no_models(tmp_path: Path) -> None:
    put(tmp_path / KEY)
    put(tmp_path / ".adding-1")
    write_model(tmp_path / "b.safetensors")
    write_model(tmp_path / ".b.safetensors.part")
    assert entry_folders(tmp_path) == [tmp_path / KEY]
    assert loose_files(tmp_path) == [tmp_path / "b.safetensors"]
    assert entry_folders(tmp_path / "gone") == loose_files(tmp_path / "gone") == []


def test_a_title_finds_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "fetched_folder", lambda: tmp_path)
    kept = write_model(put(tmp_path / KEY, title="my cells") / "cells.safetensors")
    loose = write_model(tmp_path / "nuclei.safetensors")
    assert model_path("my cells") == kept
    assert model_path("nuclei") == loose
    put(tmp_path / "b", file="../nuclei.safetensors", title="old nuclei")
    assert model_path("old nuclei") == loose
    assert file_of_title(tmp_path, "nuclei") is None
    put(tmp_path / "c", title="my cells")
    with pytest.raises(ModelError, match="2 models have this title"):
        model_path("my cells")
    with pytest.raises(ModelError, match="no such model file, and no model of that name"):
        model_path("another")


@given(st.text())
def test_a_title_is_one_line(text: str) -> None:
    assert not is_title(text) or (text.splitlines() == [text] and text.strip() == text)
