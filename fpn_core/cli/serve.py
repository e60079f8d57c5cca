"""`fpn-core serve`."""

from typing import Annotated

import typer


def serve(
    model: Annotated[str, typer.Option(help="Model name or .safetensors file")] = "lite",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps")] = "auto",
) -> None:
    """Answer detection requests, one JSON object a line, on standard input and output."""
    from fpn_core import server

    server.serve(model, device)
