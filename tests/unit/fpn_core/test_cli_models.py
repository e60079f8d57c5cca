"""`fpn-core models`: listing, describing, and fetching from a server on this machine."""

import dataclasses
import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from urllib.error import HTTPError

import pytest
import torch
from torchvision.models import detection

from fpn_core import models
from fpn_core.cli import main as cli
from fpn_core.errors import ModelError
from fpn_core.importing import fetching
from fpn_core.model_entries import ModelEntry
from fpn_core.model_header import content_key
from fpn_core.models import MODELS, NamedModel, Published, load_model
from tests.model_files import write_model
from tests.unit.fpn_core.torchvision_models import picture, randomise, small_model

NOWHERE = "http://127.0.0.1:9"  # the discard port, where nothing listens


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder, and cuts files short whose name says so."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def copyfile(self, source: object, outputfile: object) -> None:
        content = source.read()  # type: ignore[attr-defined]
        if "short" in self.path:
            content = content[: len(content) // 2]
        outputfile.write(content)  # type: ignore[attr-defined]


@pytest.fixture
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of fetched models, and no proxy between this test and its server."""
    folder = tmp_path / "user" / "models"
    monkeypatch.setattr(models, "fetched_folder", lambda: folder)
    monkeypatch.setenv("no_proxy", "*")
    return folder


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A served folder with published weights under the name that their checksum gives."""
    folder = tmp_path_factory.mktemp("server")
    file = folder / "weights.pth"
    torch.save(randomise(small_model()).state_dict(), file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return file.rename(folder / f"tiny-{digest[:8]}.pth")


@pytest.fixture(scope="module")
def server(weights: Path) -> Iterator[str]:
    handler = partial(QuietHandler, directory=str(weights.parent))
    with HTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def publish(monkeypatch: pytest.MonkeyPatch, url: str) -> NamedModel:
    """Put a model "tiny" that is published at `url` among the named ones."""
    tiny = NamedModel("tiny", "for tests", published=Published(url, "r18", 1, 0.5, 1e-5))
    monkeypatch.setattr(models, "MODELS", (*MODELS, tiny))
    return tiny


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `fpn-core models ARGUMENTS`."""
    before = sys.argv
    sys.argv = ["fpn-core", "models", *arguments]
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        sys.argv = before
    output = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), output.out, output.err


def test_a_published_model_is_fetched_checked_and_ready(
    user_folder: Path,
    server: str,
    weights: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tiny = publish(monkeypatch, f"{server}/{weights.name}")
    with pytest.raises(ModelError, match="fetch it with `fpn-core models fetch tiny`"):
        load_model("tiny")
    code, text, _ = run(capsys, "fetch", "tiny")
    assert code == 0
    assert f"fetched to {user_folder / 'tiny.safetensors'}" in text
    assert [file.name for file in user_folder.iterdir()] == ["tiny.safetensors"]
    detector = load_model("tiny", device="cpu")
    assert (detector.name, detector.mode) == ("tiny", "exact")
    assert detector.provenance["source"] == f"{server}/{weights.name}"
    assert detector.provenance["figures"] == {"AP": 0.5}
    assert len(detector.detect(picture(120, 90))) > 0
    assert tiny.file.is_file()


def test_what_is_there_is_not_fetched_again_but_what_is_damaged_is(
    user_folder: Path,
    server: str,
    weights: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tiny = publish(monkeypatch, f"{server}/{weights.name}")
    run(capsys, "fetch", "tiny")
    nowhere = Published(f"{NOWHERE}/tiny-00000000.pth", "r18", 1, 0.5, 1e-5)
    elsewhere = dataclasses.replace(tiny, published=nowhere)
    monkeypatch.setattr(models, "MODELS", (elsewhere,))
    code, text, _ = run(capsys, "fetch", "tiny")
    assert code == 0
    assert "is already at" in text
    monkeypatch.setattr(models, "MODELS", (tiny,))
    tiny.file.write_bytes(b"damaged")
    assert "fetched to" in run(capsys, "fetch", "tiny")[1]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"{NOWHERE}/tiny-12345678.pth", "cannot be reached"),
        ("http://host.invalid/tiny-12345678.pth", "cannot be reached"),
        ("SERVER/missing-12345678.pth", "the server answers 404"),
        ("SERVER/other-12345678.pth", "not 12345678...; something on the way changed it"),
        ("SERVER/short-12345678.pth", "ended after 1000 of 2000 bytes"),
        ("SERVER/other.pth", "no web address that ends in a checksum"),
        ("file:///etc/passwd-12345678.pth", "no web address that ends in a checksum"),
    ],
)
def test_a_failed_fetch_is_one_line_exit_code_2_and_no_file(
    user_folder: Path,
    server: str,
    weights: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
    message: str,
) -> None:
    for name in ("other-12345678.pth", "short-12345678.pth", "other.pth"):
        (weights.parent / name).write_bytes(bytes(2000))
    publish(monkeypatch, url.replace("SERVER", server))
    code, text, errors = run(capsys, "fetch", "tiny")
    assert (code, text) == (2, "")
    assert message in errors
    assert errors.count("\n") == 1
    assert not user_folder.exists()


def test_a_refused_fetch_leaves_no_connection_open(
    user_folder: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError) as refused:
        fetching.fetch(publish(monkeypatch, f"{server}/missing-12345678.pth"))
    answer = refused.value.__cause__
    assert isinstance(answer, HTTPError)
    assert answer.fp.closed


def test_a_fetched_file_that_is_no_checkpoint_leaves_nothing(
    user_folder: Path, server: str, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checksum is right; what it is the checksum of is not."""
    content = b"no weights"
    name = f"odd-{hashlib.sha256(content).hexdigest()[:8]}.pth"
    (weights.parent / name).write_bytes(content)
    with pytest.raises(ModelError, match="truncated or no checkpoint"):
        fetching.fetch(publish(monkeypatch, f"{server}/{name}"))
    assert not user_folder.exists()


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("r50-coco", detection.FasterRCNN_ResNet50_FPN_Weights),
        ("r50-v2-coco", detection.FasterRCNN_ResNet50_FPN_V2_Weights),
        ("mobilenet-coco", detection.FasterRCNN_MobileNet_V3_Large_FPN_Weights),
    ],
)
def test_addresses_and_figures_are_torchvisions(name: str, build: type) -> None:
    known = models.named_model(name)
    assert known is not None
    assert known.published is not None
    default = build.DEFAULT  # type: ignore[attr-defined]
    assert known.published.url == default.url
    figures = default.meta["_metrics"]["COCO-val2017"]
    assert known.published.ap == pytest.approx(figures["box_map"] / 100)
    assert known.published.bn_eps == (0.0 if name == "r50-coco" else 1e-5)


@pytest.mark.parametrize("name", ["lite", "r51-coco"])
def test_other_names_cannot_be_fetched(
    name: str, user_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, errors = run(capsys, "fetch", name)
    assert code == 2
    assert "there are: r50-coco, r50-v2-coco, mobilenet-coco" in errors


def test_list_says_what_is_here_and_what_can_be_fetched(
    user_folder: Path,
    server: str,
    weights: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish(monkeypatch, f"{server}/{weights.name}")
    before = {row["name"]: row for row in json.loads(run(capsys, "list", "--json")[1])}
    assert before["tiny"]["where"] == "to fetch"
    assert before["tiny"]["file"] is None
    run(capsys, "fetch", "tiny")
    after = {row["name"]: row for row in json.loads(run(capsys, "list", "--json")[1])}
    assert after["tiny"]["where"] == "fetched"
    assert after["tiny"]["classes"] == 3
    assert after["tiny"]["figures"] == {"AP": 0.5}
    assert after["r50-coco"] == before["r50-coco"]
    table = run(capsys, "list")[1]
    assert "r50-coco" in table
    assert "AP 0.370" in table


def test_list_goes_on_past_a_damaged_file(
    user_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = publish(monkeypatch, f"{NOWHERE}/tiny-00000000.pth")
    user_folder.mkdir(parents=True)
    tiny.file.write_bytes(b"damaged")
    code, text, _ = run(capsys, "list", "--json")
    assert code == 0
    assert [row["where"] for row in json.loads(text) if row["name"] == "tiny"] == ["damaged"]


def test_show_prints_levels_settings_and_origin(
    user_folder: Path,
    server: str,
    weights: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish(monkeypatch, f"{server}/{weights.name}")
    run(capsys, "fetch", "tiny")
    content = json.loads(run(capsys, "show", "tiny", "--json")[1])
    assert content["config"]["levels"][0] == {"name": "P2", "stride": 4, "anchor_sizes": [32.0]}
    assert content["provenance"]["arch"] == "r18"
    by_file = json.loads(run(capsys, "show", content["file"], "--json")[1])
    assert by_file == content
    table = run(capsys, "show", "tiny")[1]
    assert "stride 64, anchors 512" in table
    code, _, errors = run(capsys, "show", "nothing.safetensors")
    assert code == 2
    assert "nothing.safetensors: no such model file" in errors


def test_models_of_the_window_are_listed(
    user_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loose = write_model(user_folder / "nuclei.safetensors", figures={"AP50": 0.5})
    key = content_key(loose)
    entry = ModelEntry(key, "cells-2", "cells.safetensors", note="after\nreview")
    kept = write_model(user_folder / key / "cells.safetensors", class_names=("RBC", "WBC", "x"))
    (user_folder / key / "entry.json").write_text(json.dumps(entry.content()))
    broken = ModelEntry(key, "gone", "gone.safetensors")
    (user_folder / "broken").mkdir()
    (user_folder / "broken" / "entry.json").write_text(json.dumps(broken.content()))
    code, text, _ = run(capsys, "list", "--json")
    rows = {row["name"]: row for row in json.loads(text)}
    assert code == 0
    assert {"lite", "nuclei", "gone", "cells-2"} <= set(rows)
    assert rows["nuclei"]["figures"] == {"AP50": 0.5}
    assert rows["cells-2"]["file"] == str(kept)
    assert (rows["cells-2"]["classes"], rows["cells-2"]["summary"]) == (3, "after review")
    assert rows["gone"]["where"] == "damaged"
    assert run(capsys, "show", "cells-2")[0] == 0
    assert "cells-2" in run(capsys, "list")[1]
