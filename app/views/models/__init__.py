"""The windows of models: the tree, comparisons, the question before one is adopted."""
