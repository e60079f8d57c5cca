"""`fpn-core serve`."""

from fpn_core.cli.options import DeviceOption, ModelOption


def serve(model: ModelOption = "lite", device: DeviceOption = "auto") -> None:
    """Answer detection requests, one JSON object a line, on standard input and output."""
    from fpn_core import server

    server.serve(model, device)
