"""PyramidLabel's window: views on top of services on top of a plain domain."""

__version__ = "0.1.0"
