"""Models under their parents, whatever their files say of these."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.models.facts import read_provenance
from app.domain.models.model import Model, Origin
from app.domain.models.tree import Gone, Node, parent_of, tree_of
from fpn_core.config import DetectorConfig
from fpn_core.model_header import ModelHeader


def model(id: str, title: str = "", origin: Origin = Origin.RUN, **provenance: Any) -> Model:
    header = ModelHeader(DetectorConfig(), provenance)
    return Model(id, id, title or id, origin, Path(id), header=header)


def outline(nodes: list[Node]) -> Any:
    return {
        each.what.title + ("?" if isinstance(each.what, Gone) else ""): outline(each.children)
        for each in nodes
    }


LITE = model("k1", "lite", Origin.EMBEDDED, name="lite", parent="cells-2")


def test_children_stand_under_their_parents() -> None:
    models = [
        model("k4", "cells-3", parent="renamed", parent_key="k2", date="2026-03-02"),
        model("k3", "cells-2", parent="lite", parent_key="k1", date="2026-03-01"),
        model("k2", "cells-1", parent="lite", date="2026-02-01"),
        model("k5", "other", date="2026-01-01"),
        LITE,
    ]
    assert outline(tree_of(models, {})) == {
        "lite": {"cells-1": {"cells-3": {}}, "cells-2": {}},
        "other": {},
    }
    assert parent_of(models[0], models) is models[2]
    assert parent_of(LITE, models) is None


def test_a_parent_that_is_gone_keeps_its_children_together() -> None:
    models = [
        LITE,
        model("k3", "a", parent="cells-1", parent_key="k2"),
        model("k4", "b", parent="cells-1", parent_key="k2"),
        model("k5", "c", parent="never seen", parent_key="k9"),
        model("k6", "d", parent="by name alone"),
    ]
    assert outline(tree_of(models, {"k2": "first cells"})) == {
        "lite": {},
        "first cells?": {"a": {}, "b": {}},
        "never seen?": {"c": {}},
        "d": {},
    }
    (node,) = (n for n in tree_of(models, {"k2": "x"}) if n.what.title == "x")
    assert node.what == Gone("x", deleted=True)


def test_a_deleted_parent_is_not_replaced_by_one_of_its_name() -> None:
    models = [model("k2", "cells"), model("k3", "child", parent="cells", parent_key="k1")]
    assert outline(tree_of(models, {"k1": "cells"})) == {"cells": {}, "cells?": {"child": {}}}
    assert outline(tree_of(models, {})) == {"cells": {"child": {}}}


def test_models_that_name_each_other_stand_at_the_top() -> None:
    models = [model("k1", "a", parent="b"), model("k2", "b", parent="a"),
              model("k3", "c", parent="c")]  # fmt: skip
    assert outline(tree_of(models, {})) == {"a": {}, "b": {}, "c": {}}


NAMES = st.sampled_from(["a", "b", "c", "d", "e", ""])


@given(
    st.dictionaries(NAMES.filter(bool), st.tuples(NAMES, NAMES, st.sampled_from(Origin))),
    st.dictionaries(NAMES.filter(bool), NAMES.filter(bool)),
)
def test_every_model_is_there_once(
    rows: dict[str, tuple[str, str, Origin]], deleted: dict[str, str]
) -> None:
    models = [
        model(id, origin=origin, parent=parent, parent_key=key)
        for id, (parent, key, origin) in rows.items()
    ]
    seen: list[str] = []

    def walk(nodes: list[Node]) -> None:
        for node in nodes:
            seen.extend([node.what.id] if isinstance(node.what, Model) else [])
            walk(node.children)

    walk(tree_of(models, deleted))
    assert sorted(seen) == sorted(rows)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
KEYS = ["name", "parent", "parent_key", "data", "date", "pictures", "minutes", "settings",
        "figures", "seed"]  # fmt: skip
FIGURES = st.dictionaries(st.sampled_from(["AP", "AP50", "pictures", "AP50_of_classes"]), JSON)


@given(st.dictionaries(st.sampled_from(KEYS), JSON | FIGURES))
def test_any_provenance_can_be_read(values: dict[str, Any]) -> None:
    found = read_provenance(values)
    shares = (found.figures.ap, found.figures.ap50, *found.figures.ap50_of_classes.values())
    assert all(each is None or 0 <= each <= 1 for each in shares)
    assert all("\n" not in text for text in (found.name, found.parent, found.data))
    assert found.pictures is None or found.pictures >= 0


def test_a_provenance_is_read() -> None:
    figures = {"AP": 0.3, "AP50": 0.6, "pictures": 16, "AP50_of_classes": {"a": 0.5, "b": None}}
    found = read_provenance(
        {"name": "x", "date": "2026-11-30T10:00", "minutes": 3, "figures": figures,
         "settings": {"train": "auto", "flip": True}}
    )  # fmt: skip
    assert (found.date, found.minutes) == ("2026-11-30", 3.0)
    assert found.settings == (("train", "auto"), ("flip", "True"))
    assert (found.figures.ap50, found.figures.pictures) == (0.6, 16)
    assert found.figures.ap50_of_classes == {"a": 0.5}
