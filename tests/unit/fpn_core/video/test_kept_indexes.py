"""Indexes are built once, kept in the cache folder, and built anew where one cannot be trusted."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from fpn_core.errors import PictureError
from fpn_core.video import index, kept
from fpn_core.video.index import VideoIndex
from fpn_core.video.kept import forget_memory, index_of, known_index
from tests.unit.fpn_core.video.made_videos import make_video


def same(one: VideoIndex, other: VideoIndex) -> bool:
    plain = [name for name in VideoIndex.__dataclass_fields__ if name not in ("pts", "keyframes")]
    return (
        np.array_equal(one.pts, other.pts)
        and np.array_equal(one.keyframes, other.keyframes)
        and all(getattr(one, name) == getattr(other, name) for name in plain)
    )


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the videos whose index was built."""
    names: list[str] = []
    build = index.build_index

    def counted(path: str | Path, *rest: object) -> VideoIndex:
        names.append(Path(path).name)
        return build(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "build_index", counted)
    return names


def test_an_index_is_built_once_and_found_again(
    tmp_path: Path, cache: Path, built: list[str]
) -> None:
    file = make_video(tmp_path / "a.mp4", between=2, rotation=90)
    assert known_index(file) is None
    first = index_of(file)
    assert index_of(file) is first
    assert known_index(str(file)) is first
    forget_memory()
    again = known_index(file)
    assert again is not None
    assert again is not first
    assert same(first, again)
    link = tmp_path / "link.mp4"
    link.symlink_to(file)
    assert known_index(link) is again
    assert built == ["a.mp4"]
    assert len(list(cache.iterdir())) == 1


def test_a_video_that_was_written_anew_is_indexed_anew(
    tmp_path: Path, cache: Path, built: list[str]
) -> None:
    file = make_video(tmp_path / "a.mp4")
    assert len(index_of(file)) == 50
    make_video(file, count=20)
    assert known_index(file) is None
    assert len(index_of(file)) == 20
    forget_memory()
    assert len(index_of(file)) == 20
    assert built == ["a.mp4"] * 2
    assert len(list(cache.iterdir())) == 1, "one file for one video"
    file.unlink()
    assert known_index(file) is None
    with pytest.raises(PictureError, match="no such file"):
        index_of(file)


def test_a_broken_index_is_built_anew(tmp_path: Path, cache: Path, built: list[str]) -> None:
    file = make_video(tmp_path / "a.mp4")
    whole = index_of(file)
    (kept_file,) = cache.iterdir()
    data = kept_file.read_bytes()
    with np.load(kept_file) as content:
        head, pts, keyframes = content["head"], content["pts"], content["keyframes"]
    broken = 0

    def check() -> None:
        nonlocal broken
        broken += 1
        forget_memory()
        assert same(index_of(file), whole)
        assert len(built) == 1 + broken

    for content_of_file in (b"", data[: len(data) // 2], b"PK" + data[2:][::-1]):
        kept_file.write_bytes(content_of_file)
        check()
    for parts in (
        {"head": head, "pts": pts},
        {"head": head, "pts": pts[::-1], "keyframes": keyframes},
        {"head": head, "pts": pts, "keyframes": keyframes[:3]},
        {"head": head, "pts": pts.astype(float), "keyframes": keyframes},
        {"head": np.array('{"format": 1}'), "pts": pts, "keyframes": keyframes},
        {"head": np.array([1, 2], dtype=object), "pts": pts, "keyframes": keyframes},
    ):
        np.savez(kept_file, **parts)
        check()


def test_a_cache_that_cannot_be_written_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setattr(kept, "cache_folder", lambda: in_the_way / "videos")
    file = make_video(tmp_path / "a.mp4")
    assert len(index_of(file)) == 50
    assert len(index_of(file)) == 50
    assert built == ["a.mp4"]


def test_the_least_used_indexes_go_first(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, built: list[str]
) -> None:
    monkeypatch.setattr(kept, "_MOST_FILES", 2)
    files = [make_video(tmp_path / f"{name}.mp4", count=3) for name in "abc"]
    for age, file in enumerate(files[:2]):
        index_of(file)
        (newest,) = [f for f in cache.iterdir() if f.stat().st_mtime > 1e6]
        os.utime(newest, (1000 + age, 1000 + age))
    forget_memory()
    assert known_index(files[0]) is not None, "which makes it the last used"
    index_of(files[2])
    forget_memory()
    assert [known_index(file) is not None for file in files] == [True, False, True]


def test_threads_that_ask_at_once_build_once(tmp_path: Path, built: list[str]) -> None:
    file = make_video(tmp_path / "a.mp4")
    found: list[VideoIndex] = []
    threads = [threading.Thread(target=lambda: found.append(index_of(file))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(index) for index in found}) == 1
    assert built == ["a.mp4"]
