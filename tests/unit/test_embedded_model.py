"""The model that comes with the program: what every user sees first."""

from collections import Counter

import pytest

import fpn_core
from fpn_core.coco import read_coco
from fpn_core.detector import Detector
from fpn_core.evaluation import evaluate_model, mean_ap50
from fpn_core.media import read_picture
from fpn_core.model_file import read_header
from resources import path
from tests.source_tree import ROOT

FILE = path("models", "lite.safetensors")
DATA = ROOT.parent / "shared" / "data" / "voc5k"
SUPPORTED = (
    *("person", "car", "cat", "dog", "sheep", "horse"),
    *("cow", "train", "bus", "chair", "sofa", "pottedplant"),
)
BAR = 0.60


@pytest.fixture(scope="module")
def model() -> Detector:
    return fpn_core.load_model("lite", device="cpu")


def found(model: Detector, sample: str) -> list[tuple[str, str]]:
    """(class, anchor level) of each detection of at least 0.5 on a sample picture."""
    rows = model.detect(read_picture(path("samples", sample)), score=0.5)
    names, levels = model.config.class_names, model.levels
    return [
        (names[label], levels[level].name)
        for label, level in zip(rows.labels.tolist(), rows.anchor_level.tolist(), strict=True)
    ]


def test_the_file_is_small_and_carries_its_figures() -> None:
    assert FILE.stat().st_size <= 40_000_000
    config, provenance = read_header(FILE)
    assert len(config.class_names) == 20
    assert {"data", "parent", "date", "seed"} <= set(provenance)
    classes = provenance["figures"]["AP50_of_classes"]
    assert sum(classes[name] for name in SUPPORTED) / len(SUPPORTED) >= BAR


def test_the_same_cat_at_five_sizes_fires_on_five_levels(model: Detector) -> None:
    assert sorted(found(model, "a_cat_at_five_sizes.jpg")) == [
        ("cat", f"P{level}") for level in range(2, 7)
    ]


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("astronaut.jpg", "person"),
        ("boats.jpg", "boat"),
        ("cat.jpg", "cat"),
        ("grace_hopper.jpg", "person"),
        ("photographer.jpg", "person"),
    ],
)
def test_samples_show_what_a_person_sees(model: Detector, sample: str, expected: str) -> None:
    assert Counter(name for name, _ in found(model, sample)).most_common(1)[0][0] == expected


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="the held-out pictures are not at ../shared/data")
def test_held_out_pictures_reach_the_bar(model: Detector) -> None:
    dataset = read_coco(DATA / "instances_val.json", DATA / "images")
    figures = evaluate_model(model, dataset, proposals=False)
    mean = mean_ap50(figures, SUPPORTED)
    assert mean is not None
    assert mean >= BAR
    shares = [row.share or 0.0 for row in figures.per_level["anchor"].values()]
    assert min(shares) > 0.02, "every level fires"
