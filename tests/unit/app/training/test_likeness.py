"""Near-duplicates: by capture time where a camera wrote it, else by what thumbnails look like."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.domain.training.likeness import MOST_BITS, Look, dhash, look_at, near_groups
from fpn_core.errors import PictureError
from fpn_core.media import capture_time

words = st.integers(0, 2**64 - 1)
TAKEN, FRACTION = 0x9003, 0x9291


def photo(seed: int, size: tuple[int, int] = (240, 320)) -> np.ndarray:
    """Soft blobs, as pictures have them."""
    small = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), np.uint8)
    return np.asarray(Image.fromarray(small).resize(size[::-1], Image.Resampling.BICUBIC))


def dated(file: Path, taken: str, fraction: str = "") -> Path:
    exif = Image.Exif()
    tags = exif.get_ifd(0x8769)
    tags[TAKEN] = taken
    if fraction:
        tags[FRACTION] = fraction
    Image.fromarray(photo(1)).save(file, exif=exif)
    return file


def together(looks: dict[str, Look]) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for key, number in near_groups(looks).items():
        groups.setdefault(number, set()).add(key)
    return {frozenset(each) for each in groups.values()}


def test_two_seconds_and_chains_of_them() -> None:
    times = {"a": 10.0, "b": 12.0, "c": 13.9, "d": 16.0, "e": 100.0}
    looks = {key: Look(captured=time) for key, time in times.items()}
    assert together(looks) == {frozenset("abc"), frozenset("d"), frozenset("e")}


@given(st.lists(words, max_size=40), st.data())
def test_hashes_are_held_together_as_by_looking_at_each_pair(
    some: list[int], data: st.DataObject
) -> None:
    flips = [
        word ^ sum(1 << bit for bit in data.draw(st.sets(st.integers(0, 63), max_size=6)))
        for word in some
    ]
    looks = {at: Look(likeness=word) for at, word in enumerate([*some, *flips])}
    groups = near_groups(looks)
    plain = {at: at for at in looks}
    for a, b in itertools.combinations(looks, 2):
        assert looks[a].likeness is not None
        if (looks[a].likeness ^ looks[b].likeness).bit_count() <= MOST_BITS:  # type: ignore[operator]
            old, new = plain[a], plain[b]
            plain = {at: new if group == old else group for at, group in plain.items()}
    for a, b in itertools.combinations(looks, 2):
        assert (groups[a] == groups[b]) == (plain[a] == plain[b])


def test_very_many_equal_hashes_are_one_group() -> None:
    looks = {at: Look(likeness=5) for at in range(20_000)}
    assert len(set(near_groups(looks).values())) == 1


def test_what_cannot_be_compared_stands_alone() -> None:
    looks = {"a": Look(), "b": Look(), "c": Look(captured=1.0), "d": Look(likeness=1)}
    assert len(together(looks)) == 4


def test_a_resaved_and_scaled_picture_looks_the_same(tmp_path: Path) -> None:
    pixels = photo(3)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    Image.fromarray(pixels).resize((200, 150)).save(tmp_path / "b.jpg", quality=60)
    Image.fromarray(photo(4)).save(tmp_path / "c.png")
    looks = {name: look_at(str(tmp_path / name)) for name in ("a.png", "b.jpg", "c.png")}
    assert together(looks) == {frozenset({"a.png", "b.jpg"}), frozenset({"c.png"})}


def test_a_blank_picture_is_like_no_other() -> None:
    assert dhash(np.full((40, 50, 3), 90, np.uint8)) is None
    assert dhash(photo(1)) is not None


@pytest.mark.parametrize(("fraction", "more"), [("", 0.0), ("25", 0.25), ("nonsense", 0.0)])
def test_the_camera_says_when(tmp_path: Path, fraction: str, more: float) -> None:
    file = dated(tmp_path / "a.jpg", "2024:05:01 12:00:03", fraction)
    other = dated(tmp_path / "b.jpg", "2024:05:01 12:00:00")
    first, second = capture_time(file), capture_time(other)
    assert first is not None
    assert second is not None
    assert first - second == pytest.approx(3 + more)
    assert look_at(str(file)) == Look(captured=first)


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "yesterday", "", "\0"])
def test_a_date_that_is_none_is_not_used(tmp_path: Path, taken: str) -> None:
    file = dated(tmp_path / "a.jpg", taken)
    assert capture_time(file) is None
    assert look_at(str(file)).likeness is not None


def test_what_is_no_picture_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"nothing")
    with pytest.raises(PictureError, match=r"a\.png"):
        look_at(str(tmp_path / "a.png"))
