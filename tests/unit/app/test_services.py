"""Files and settings behind the window."""

import ctypes.util
import faulthandler
import json
import logging
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import qInstallMessageHandler, qWarning

from app.__main__ import drop_foreign_plugins, main, missing_qt
from app.services import doctor, errors
from app.services.finding import Finding
from app.services.folder_scan import scan
from app.services.model_import import guess_layout, reason_in, target_for
from app.services.pixels import as_image, read_pixels, read_preview, read_thumbnail
from app.services.settings import SETTINGS, Settings, write_atomically
from fpn_core.errors import PictureError


def picture(path: Path, size: tuple[int, int] = (64, 48), **options: Any) -> Path:
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[:, : size[0] // 2] = (200, 40, 10)
    Image.fromarray(pixels).save(path, **options)
    return path


def scanned(*paths: Path) -> tuple[list[str], list[str]]:
    *_early, last = scan([str(path) for path in paths], threading.Event())
    assert last.done
    return last.paths, last.problems


def test_a_scan_takes_pictures_only_parents_first(tmp_path: Path) -> None:
    for name in ("b2.png", "b10.PNG", "a.txt", ".hidden.png", "sub/1.jpg", ".git/x.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    paths, problems = scanned(tmp_path)
    assert [Path(p).relative_to(tmp_path).as_posix() for p in paths] == [
        "b2.png", "b10.PNG", "sub/1.jpg",
    ]  # fmt: skip
    assert problems == []


def test_a_scan_names_what_gave_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").touch()
    paths, problems = scanned(tmp_path / "empty", tmp_path / "note.txt", tmp_path / "gone.png")
    assert paths == []
    assert [p.split(": ")[1][:20] for p in problems] == [
        "no pictures or video", "not a picture or vid", "there is no such fil",
    ]  # fmt: skip


def test_a_stopped_scan_ends_without_a_result(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    stop = threading.Event()
    stop.set()
    assert not any(result.done for result in scan([str(tmp_path)], stop))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "bmp", "gif", "avif", "heic"])
def test_every_kind_of_picture_is_shown(tmp_path: Path, suffix: str) -> None:
    if suffix == "heic":
        pytest.importorskip("pillow_heif").register_heif_opener()
    path = str(picture(tmp_path / f"ä {suffix}.{suffix}"))
    pixels = read_pixels(path)
    assert (pixels.width, pixels.height) == (64, 48)
    colour = pixels.sizes[0].pixelColor(8, 24)
    assert abs(colour.red() - 200) < 16
    assert colour.blue() < 40
    assert pixels.sizes[0].pixelColor(60, 24).red() < 24
    thumbnail = read_thumbnail(path, 32)
    assert (thumbnail.width(), thumbnail.height()) == (32, 24)


def test_exif_turned_pictures_stand_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = str(picture(tmp_path / "turned.jpg", exif=exif))
    pixels = read_pixels(path)
    assert (pixels.width, pixels.height) == (48, 64)
    assert pixels.sizes[0].pixelColor(24, 8).red() > 150
    assert read_thumbnail(path, 32).height() == 32


def test_large_jpegs_have_a_preview_and_halved_sizes(tmp_path: Path) -> None:
    path = str(picture(tmp_path / "large.jpg", (3000, 2000)))
    preview = read_preview(path)
    assert preview is not None
    assert preview.is_preview
    assert (preview.width, preview.height) == (3000, 2000)
    assert preview.sizes[0].width() < 1600
    full = read_pixels(path)
    assert [image.width() for image in full.sizes] == [3000, 1500]
    assert read_preview(str(picture(tmp_path / "small.jpg"))) is None
    assert full.byte_count() > preview.byte_count()


def test_a_broken_picture_names_itself(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG")
    with pytest.raises(PictureError, match=r"broken\.png"):
        read_pixels(str(path))
    with pytest.raises(PictureError, match=r"broken\.png"):
        read_thumbnail(str(path), 32)


def test_images_own_their_memory() -> None:
    rgb = np.full((3, 5, 3), 7, np.uint8)
    image = as_image(rgb)
    rgb[:] = 200
    assert image.pixelColor(4, 2).red() == 7


def test_settings_come_back_and_odd_ones_are_ignored(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    settings = Settings(file)
    settings["theme"] = "light"
    settings.add_recent("recent_paths", "/a")
    settings.add_recent("recent_paths", "/b")
    settings.add_recent("recent_paths", "/a")
    assert settings.save() is None
    again = Settings(file)
    assert again["theme"] == "light"
    assert again["recent_paths"] == ["/a", "/b"]
    file.write_text(json.dumps({"theme": "pink", "score": "high", "zoom": 2, "unknown": 1}))
    odd = Settings(file)
    assert (odd["theme"], odd["score"], odd["zoom"]) == ("system", 0.5, 2)
    file.write_text("[1, 2")
    assert Settings(file)["theme"] == "system"
    with pytest.raises(ValueError, match="theme"):
        odd["theme"] = "pink"
    assert all(setting.accepts(setting.default) for setting in SETTINGS)


def test_settings_that_cannot_be_saved_say_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    problem = Settings(tmp_path / "file" / "settings.json").save()
    assert problem is not None
    assert "could not be saved" in problem


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"old")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"half")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_import_targets_never_overwrite(tmp_path: Path) -> None:
    first = target_for(Path("my net.pth"), tmp_path)
    assert first.name == "my-net.safetensors"
    first.touch()
    assert target_for(Path("my net.pth"), tmp_path).name == "my-net-2.safetensors"
    assert guess_layout(Path("model_final.pkl")) == "detectron2"
    assert guess_layout(Path("coco.pth")) == "torchvision"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("warnings.warn(old)\nfpn-core: a.pth: no checkpoint\n", "a.pth: no checkpoint"),
        ("fpn-core: a note\nfpn-core: the disk is full\n", "the disk is full"),
        ("Traceback\n  File x\nMemoryError: 3 GB\n\n", "MemoryError: 3 GB"),
        ("Usage: x\n╭─ Error ─╮\n│ No such option: -q │\n╰─────────╯\n", "No such option: -q"),
        ("\n", ""),
    ],
)
def test_why_an_import_failed(said: str, reason: str) -> None:
    assert reason_in(said) == reason


@pytest.mark.parametrize("name", ["QT_QPA_PLATFORM_PLUGIN_PATH", "QT_PLUGIN_PATH"])
def test_plugins_of_another_qt_are_dropped(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "/venv/lib/python3.11/site-packages/cv2/qt/plugins")
    drop_foreign_plugins()
    assert name not in os.environ
    monkeypatch.setenv(name, "/opt/qt/plugins")
    drop_foreign_plugins()
    assert os.environ[name] == "/opt/qt/plugins"


def test_missing_qt_says_what_to_install() -> None:
    assert "pip install" in missing_qt(ImportError("no", name="PySide6"))
    missing = missing_qt(ImportError("libEGL.so.1: cannot open shared object file"))
    assert "libEGL.so.1" in missing
    assert "apt-get install libegl1" in missing


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert "PyramidLabel" in capsys.readouterr().out


def test_doctor_reports_and_advises(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(
        doctor, "check_detector", lambda: Finding("detector", "model lite on cpu, bf16")
    )
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    assert doctor.print_report() == 1
    said = capsys.readouterr().out
    assert "PySide6-Essentials" in said
    assert "model lite on cpu, bf16" in said
    assert "sudo apt-get install libegl1 libgl1" in said.replace(
        "update && sudo ", "update\n sudo "
    )
    (tmp_path / "file").touch()
    assert doctor.check_folder("log", tmp_path / "new" / "log").advice == ""
    assert doctor.check_package("no-such-package-at-all").advice


def test_doctor_asks_the_detector(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text("{}")
    fake = Path(__file__).parents[2] / "ui" / "fake_server.py"
    real = subprocess.run

    def run(command: list[str], **options: Any) -> object:
        return real([command[0], str(fake), str(plan), "--model", "lite"], **options)

    monkeypatch.setattr(subprocess, "run", run)
    assert doctor.check_detector().text == "model lite on cpu, bf16, no CUDA device found by torch"
    plan.write_text('{"fail_models": ["lite"]}')
    assert "lite: not a model file" in doctor.check_detector().text


def test_python_and_qt_write_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(errors, "log_file", lambda: tmp_path / "log" / "pyramidlabel.log")
    for name in ("enable", "disable"):  # the test run has its own use for it
        monkeypatch.setattr(faulthandler, name, lambda *_args: None)
    level = logging.getLogger().level
    try:
        assert errors.start_log() is None
        errors.route_qt_messages()
        qWarning("a plug-in is missing")
        logging.getLogger("app").error("box 3: width -4")
    finally:
        qInstallMessageHandler(None)
        errors.stop_log()
        logging.getLogger().setLevel(level)
    text = (tmp_path / "log" / "pyramidlabel.log").read_text("utf-8")
    assert "WARNING qt: a plug-in is missing" in text
    assert "ERROR app: box 3: width -4" in text
    (tmp_path / "file").touch()
    monkeypatch.setattr(errors, "log_file", lambda: tmp_path / "file" / "pyramidlabel.log")
    assert "No log can be written" in str(errors.start_log())
