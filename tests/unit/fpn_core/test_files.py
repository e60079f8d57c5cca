"""Files are replaced whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from fpn_core.errors import FpnError
from fpn_core.files import replacing, writing_text


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "file.txt"
    with replacing(target) as temporary:
        temporary.write_text("whole")
        assert temporary.parent == target.parent
        assert not target.exists()
    assert target.read_text() == "whole"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_an_error_leaves_the_file_as_it_was(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "file.txt"
    target.write_text("before")

    def write() -> None:
        with replacing(target) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(type(error)):
        write()
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_the_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "file.txt") as temporary:
            temporary.write_text("whole")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file.txt").stat().st_mode) == 0o640


def test_text_in_pieces_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    with writing_text(target) as text:
        text.write("größe\n")
        text.write("zwei")
        assert not target.exists()
    assert target.read_bytes() == "größe\nzwei".encode()

    def write_half() -> None:
        with writing_text(target) as text:
            text.write("half")
            raise KeyError

    with pytest.raises(KeyError):
        write_half()
    assert target.read_bytes() == "größe\nzwei".encode()
    with (
        pytest.raises(FpnError, match=r"file.txt/x: cannot be written"),
        writing_text(target / "x"),
    ):
        pass
    assert list(tmp_path.iterdir()) == [target]
