"""The language of the window: English in the code, others from resources/translations."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources

log = logging.getLogger(__name__)
TRANSLATED = ("ko",)
_PROPERTY = "language"


def language(choice: str) -> str:
    """Two letters: the language chosen, or the first of the system's that there is a choice of."""
    if choice != "system":
        return choice
    for name in QLocale.system().uiLanguages():
        short = name.replace("_", "-").split("-")[0]
        if short in ("en", *TRANSLATED):
            return short
    return "en"


def current_language() -> str:
    """The language that was installed; English before."""
    app = QCoreApplication.instance()
    return str((app.property(_PROPERTY) if app is not None else None) or "en")


def install_language(app: QCoreApplication, choice: str) -> list[QTranslator]:
    """Let the application speak a language, Qt's own buttons included; what was installed."""
    short = language(choice)
    app.setProperty(_PROPERTY, short)
    if short not in TRANSLATED:
        return []
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    installed = []
    for name, folder in (
        (f"qtbase_{short}", qt),  # first: our own texts are asked before Qt's
        (f"pyramidlabel_{short}", str(resources.path("translations"))),
    ):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
            installed.append(translator)
        else:
            log.warning("no translation %s in %s", name, folder)
    return installed
