"""The models of the window: the list of them, the one in use, comparisons."""
