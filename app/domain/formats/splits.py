"""Train and val by the picture's name alone: the same names always fall on the same sides."""

import hashlib

from app.domain.formats.labels import LabelSet


def falls_on_train(name: str, share: float, seed: int = 0) -> bool:
    """Whether a picture belongs to train, where ``share`` (0..1) of all pictures do."""
    digest = hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def split_labels(labels: LabelSet, share: float, seed: int = 0) -> None:
    """Give every picture without a split one; those that have one keep it."""
    for picture in labels.pictures:
        if not picture.split:
            picture.split = "train" if falls_on_train(picture.name, share, seed) else "val"
