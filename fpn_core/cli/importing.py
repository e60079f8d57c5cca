"""`fpn-core import`."""


def import_model() -> None:
    """Bring in another program's checkpoint."""
    raise NotImplementedError
