"""`python -P -m fpn_core`: the same as the `fpn-core` command."""

from fpn_core.cli.main import main

main()
