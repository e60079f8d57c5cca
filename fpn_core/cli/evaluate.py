"""`fpn-core eval`."""


def evaluate() -> None:
    """Judge a model on a COCO data set."""
    raise NotImplementedError
