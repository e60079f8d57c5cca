"""What the XML formats share: kept elements as text, and attributes that mark boxes."""

from xml.etree import ElementTree

from app.domain.formats.checking import parse_xml, yes
from app.domain.formats.labels import FLAGS, FormatError, LabelBox
from app.domain.records import Annotation

Element = ElementTree.Element


def kept(element: Element) -> str:
    """An element as text, to be written back as it is."""
    tail, element.tail = element.tail, None
    text = ElementTree.tostring(element, encoding="unicode")
    element.tail = tail
    return text


def restored(text: object) -> Element | None:
    """The element of a kept text; None for what is none (a project changed by hand)."""
    try:
        return parse_xml(str(text), "kept element")
    except FormatError:
        return None


def add(parent: Element, tag: str, text: object = "") -> Element:
    """A child element with a text; characters that XML cannot hold are left out."""
    child = ElementTree.SubElement(parent, tag)
    child.text = clean(str(text))
    return child


def clean(text: str) -> str:
    """A text without the control characters and lone surrogates that XML cannot hold."""
    return "".join(
        each
        for each in text
        if each in "\t\n\r" or (each >= " " and not "\ud800" <= each <= "\udfff"
                                and each not in "\ufffe\uffff")
    )  # fmt: skip


def document(root: Element, declaration: bool = True) -> str:
    """The text of a whole file, indented."""
    ElementTree.indent(root, "\t" if not declaration else "  ")
    text = ElementTree.tostring(root, encoding="unicode")
    return ('<?xml version="1.0" encoding="utf-8"?>\n' if declaration else "") + text + "\n"


def mark_attributes(box: LabelBox | Annotation, own: tuple[str, ...]) -> dict[str, str]:
    """A box's attributes, with the marks that the format has no place of its own for."""
    out = dict(box.attributes)
    for flag in FLAGS:
        if flag not in own and getattr(box, flag):
            out[flag] = "true"
    if isinstance(box, LabelBox) and box.score is not None:
        out["score"] = repr(box.score)
    return out


def take_attributes(box: LabelBox, attributes: dict[str, str], own: tuple[str, ...]) -> None:
    """Set the attributes of a box; those that are marks become marks."""
    kept_ones = {}
    for name, value in attributes.items():
        if name in FLAGS and name not in own and yes(value):
            setattr(box, name, True)
        elif name == "score" and _score(value) is not None:
            box.score = _score(value)
        else:
            kept_ones[name] = value
    box.attributes = kept_ones


def _score(text: str) -> float | None:
    try:
        score = float(text)
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None
