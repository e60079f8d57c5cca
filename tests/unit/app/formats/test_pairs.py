"""There and back through another format: what both can hold is what was there before."""

import tempfile
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.formats.labels import LabelSet, Options
from app.domain.formats.table import FORMATS
from tests.unit.app.formats.label_files import convert, make_pictures
from tests.unit.app.formats.test_round_trips import REACH, label_sets

MARKS = ("ignore", "crowd", "difficult", "truncated", "occluded", "group", "attributes")


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pictures(tmp_path_factory.mktemp("images"), "a.png", "sub/b.png")


@pytest.mark.parametrize(("first", "second"), list(permutations(FORMATS, 2)))
@settings(max_examples=6, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(labels=label_sets())
def test_there_and_back(images: Path, first: str, second: str, labels: LabelSet) -> None:
    options = Options(str(images))
    for picture in labels.pictures:
        picture.path = str(images / picture.name)
    with tempfile.TemporaryDirectory() as folder:
        again = labels
        for step, to in enumerate((first, second, first)):
            target = Path(folder) / (f"{step}.json" if to == "coco" else str(step))
            again = convert(again, to, target, options)
    assert not again.problems
    assert [each.name for each in again.classes] == [each.name for each in labels.classes]
    found = {picture.name: picture for picture in again.pictures}
    assert found.keys() == {picture.name for picture in labels.pictures}
    lacks = {*FORMATS[first].lacks, *FORMATS[second].lacks}
    reach = 2 * REACH[first] + REACH[second] + 1e-6
    for picture in labels.pictures:
        assert found[picture.name].split == picture.split
        for before, after in zip(picture.boxes, found[picture.name].boxes, strict=True):
            assert after.label == before.label
            assert max(abs(a - b) for a, b in zip(before.box, after.box, strict=True)) <= reach
            for mark in MARKS:
                assert mark in lacks or getattr(after, mark) == getattr(before, mark)
