"""The `fpn-core` command: one module for each command, put together in `main`."""
