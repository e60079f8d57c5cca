"""Imports go down only: views, services, domain; and of fpn_core the window sees a few modules."""

import pytest

from tests.source_tree import ROOT, Import, imports_of, loaded_by, modules

LAYERS = ("domain", "services", "views")  # each may import itself and those before it
OPEN_TO_APP = (
    "fpn_core.levels",
    "fpn_core.coco",
    "fpn_core.media",
    "fpn_core.errors",
    "fpn_core.model_entries",
    "fpn_core.model_header",
    "fpn_core.models",
    "fpn_core.runs",
    "fpn_core.video.frames",
    "fpn_core.video.first",
    "fpn_core.video.index",
    "fpn_core.video.kept",
    "fpn_core.video.live",
    "fpn_core.video.reader",
    "fpn_core.video.sequences",
    "fpn_core.video.sound",
    "fpn_core.video.writing",
    "fpn_core.finetuning.job",
    "fpn_core.tracking",
)
TORCH = {"torch", "torchvision", "timm", "safetensors"}
QT = {"PySide6", "shiboken6", "qtawesome", "qtpy"}

MODULES = modules()
APP = sorted(name for name in MODULES if name.split(".")[0] == "app")
CORE = sorted(name for name in MODULES if name.split(".")[0] == "fpn_core")


def imports(module: str) -> list[Import]:
    return imports_of(MODULES[module], frozenset(MODULES))


def rank(module: str) -> int:
    """Place in LAYERS of a module of app; what lies beside the layers comes above all of them."""
    parts = module.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[1] in LAYERS else len(LAYERS)


def offences(module: str, roots: set[str]) -> list[str]:
    """The imports of `module`, at any depth of its code, from the packages `roots`."""
    found = [item for item in imports(module) if item.module.split(".")[0] in roots]
    return [f"{MODULES[module]}:{item.line} imports {item.module}" for item in found]


def test_the_tree_is_seen() -> None:
    assert {"fpn_core.errors", "fpn_core.levels"} <= set(CORE)
    assert ("app" in APP) == (ROOT / "app").is_dir()
    assert "fpn_core.errors" in {item.module for item in imports("fpn_core.coco")}


@pytest.mark.parametrize("module", APP)
def test_app_imports_downward(module: str) -> None:
    above = [
        f"{MODULES[module]}:{item.line} imports {item.module}"
        for item in imports(module)
        if item.module.startswith("app.") and rank(item.module) > rank(module)
    ]
    assert not above


@pytest.mark.parametrize("module", APP)
def test_app_sees_a_few_modules_of_the_core(module: str) -> None:
    others = [
        f"{MODULES[module]}:{item.line} imports {item.module}"
        for item in imports(module)
        if item.module.split(".")[0] == "fpn_core" and item.module not in OPEN_TO_APP
    ]
    assert not others


@pytest.mark.parametrize("module", [name for name in APP if rank(name) == 0])
def test_the_domain_is_plain_python(module: str) -> None:
    assert not offences(module, QT)


@pytest.mark.parametrize("module", [name for name in APP if rank(name) == 1])
def test_services_have_no_widgets(module: str) -> None:
    widgets = [item for item in imports(module) if item.module.startswith("PySide6.QtWidgets")]
    assert not widgets


@pytest.mark.parametrize("module", APP)
def test_the_window_never_imports_torch(module: str) -> None:
    assert not offences(module, TORCH)
    chains = loaded_by(module)
    assert not [chain for name, chain in chains.items() if name.split(".")[0] in TORCH]


@pytest.mark.parametrize("module", CORE)
def test_the_core_knows_neither_qt_nor_app(module: str) -> None:
    assert not offences(module, {*QT, "app"})


@pytest.mark.parametrize("module", OPEN_TO_APP)
def test_what_the_window_sees_of_the_core_has_no_torch(module: str) -> None:
    assert not offences(module, TORCH)
    chains = loaded_by(module)
    assert not [chain for name, chain in chains.items() if name.split(".")[0] in TORCH | QT]
