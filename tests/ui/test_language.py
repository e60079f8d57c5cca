"""Korean beside English: every text is there, Qt's own buttons too, and nothing is cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QTextBrowser,
    QWidget,
)

import resources
from app.services.language import TRANSLATED, install_language, language
from app.views.actions import ACTIONS
from app.views.actions.spec import translated
from app.views.settings_dialog import SettingsDialog
from tests.ui.conftest import MakeHarness


@pytest.fixture
def korean(qapp: QApplication) -> Iterator[None]:
    installed = install_language(qapp, "ko")
    assert len(installed) == 2, "the program's own texts and Qt's"
    yield
    install_language(qapp, "en")
    for translator in installed:
        qapp.removeTranslator(translator)
        translator.deleteLater()


def test_the_window_speaks_korean(make_window: MakeHarness, pictures: Path, korean: None) -> None:
    harness = make_window(pictures)
    menus = [action.text() for action in harness.window.menuBar().actions()]
    assert menus[:2] == ["파일(&F)", "편집(&E)"]
    assert harness.window.menus.actions["next"].text() == "다음 사진"
    assert all(translated(spec) != spec.title for spec in ACTIONS)
    # A text of a base class, asked for on an object of a class derived from it.
    assert harness.session.editor.tr("class {name} added") == "클래스 {name} 추가됨"
    assert QCoreApplication.translate("Settings", "As the system") == "시스템 설정"


def test_qts_own_buttons_are_korean(make_window: MakeHarness, korean: None) -> None:
    harness = make_window()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, harness.window)
    assert [button.text() for button in buttons.buttons()] != ["Close"]


def test_korean_text_is_not_cut(make_window: MakeHarness, pictures: Path, korean: None) -> None:
    harness = make_window(pictures)
    harness.window.resize(1024, 700)
    harness.window.menus.actions["settings"].trigger()
    dialog = harness.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    for place in range(dialog.pages.count()):
        dialog.pages.setCurrentIndex(place)
        harness.wait(dialog.isVisible)
        assert not cut_texts(dialog)
    for place in range(harness.window.tabs.count()):
        harness.window.tabs.setCurrentIndex(place)
        QApplication.processEvents()
        assert not cut_texts(harness.window)


def cut_texts(top: QWidget) -> list[str]:
    """Texts of buttons and one-line labels that are wider than their place."""
    cut = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QLabel):
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text()):
            continue
        if widget.text() and widget.width() + 1 < widget.minimumSizeHint().width():
            cut.append(widget.text())
    return cut


def test_the_language_is_chosen_or_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [language(choice) for choice in ("en", "ko")] == ["en", "ko"]
    for names, expected in ((["ko-KR"], "ko"), (["de-DE", "en-US"], "en"), (["fr-FR"], "en")):
        monkeypatch.setattr(QLocale, "uiLanguages", lambda self, names=names: names)
        assert language("system") == expected
    assert TRANSLATED == ("ko",)


def test_help_is_there_in_korean(make_window: MakeHarness, korean: None) -> None:
    harness = make_window()
    harness.window.menus.actions["help"].trigger()
    page = harness.window.findChild(QTextBrowser)
    assert page is not None
    assert "검출기는 사진을 여러 맵" in page.toPlainText()
    assert "다음 사진" in page.toPlainText()
    pages = [sorted(p.name for p in resources.path("help", d).glob("*.md")) for d in ("", "ko")]
    assert pages[0] == pages[1]


def test_english_needs_no_translation(qapp: QApplication) -> None:
    assert install_language(qapp, "en") == []
