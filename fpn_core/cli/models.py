"""`fpn-core models`."""

import typer

models = typer.Typer(help="List, describe and fetch models.")


@models.command("list")
def list_models() -> None:
    """The models by name."""
    raise NotImplementedError
