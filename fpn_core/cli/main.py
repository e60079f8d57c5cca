"""`fpn-core`: the detector without a window."""

import sys

import typer

from fpn_core.cli.compare import compare
from fpn_core.cli.detect import detect
from fpn_core.cli.evaluate import evaluate
from fpn_core.cli.finetune import finetune
from fpn_core.cli.importing import import_model
from fpn_core.cli.models import models
from fpn_core.cli.proposals import proposals
from fpn_core.cli.serve import serve
from fpn_core.cli.train import train
from fpn_core.errors import FpnError

app = typer.Typer(
    help="Detect, train and evaluate with a Faster R-CNN on a feature pyramid.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(detect)
app.command()(train)
app.command()(finetune)
app.command("eval")(evaluate)
app.command()(compare)
app.command("import")(import_model)
app.add_typer(models, name="models")
app.command()(proposals)
app.command()(serve)


def main() -> None:
    """Run a command. An error meant for the user is one line and exit code 2."""
    try:
        app()
    except FpnError as error:
        print(f"fpn-core: {error}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
