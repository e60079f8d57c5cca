"""Brings other programs' checkpoints in: their weights, and the settings that their layout implies.

`unpickling` reads files without running what they hold, `checkpoint` finds the state dict in them,
`torchvision` and `detectron2` know one layout each, `classes` the names, `verify` runs torchvision
beside the result and `fetching` downloads published files.
"""
