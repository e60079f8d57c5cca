"""Reads checkpoint files without running anything that they hold.

A pickle may name any function and have it called. torch's own guarded loader admits tensors and
plain containers; beyond them this module admits `argparse.Namespace`, which torchvision's training
script writes beside the weights. detectron2's `.pkl` files may hold numpy arrays, nothing else.
"""

import argparse
import pickle
import re
import warnings
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from fpn_core.errors import ModelError

# What no file of weights needs and a hostile one would use: whole modules, and some built-ins.
_SYSTEM = "os posix nt subprocess commands sys runpy shutil pty socket importlib ctypes webbrowser"
DANGEROUS_MODULES = frozenset((*_SYSTEM.split(), "code", "timeit", "pdb", "bdb"))
DANGEROUS_BUILTINS = frozenset(("eval", "exec", "execfile", "compile", "open", "__import__"))
# How files of torch up to 1.5 begin: a pickle of one number.
TORCH_LEGACY = pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2)
MODULE_CLASSES = ("torch.nn.modules.", "torchvision.", "detectron2.")


def read_checkpoint(file: Path) -> Any:
    """What a `.safetensors` file, torch file or pickle holds: containers of tensors or arrays.

    Raises ModelError for files that are damaged, that hold a whole pickled model, or that would
    run code on loading.
    """
    if not file.is_file():
        raise ModelError(f"{file}: no such checkpoint file")
    if file.stat().st_size == 0:
        raise ModelError(f"{file}: is empty; download or copy it again")
    if file.suffix == ".safetensors":
        return _read_safetensors(file)
    try:
        with file.open("rb") as stream:
            start = stream.read(len(TORCH_LEGACY))
    except OSError as error:
        raise ModelError(f"{file}: cannot be read ({error.strerror})") from error
    if start[:1] == b"\x80" and start != TORCH_LEGACY:  # how every pickle of protocol 2 on begins
        return _read_numpy_pickle(file)
    return _read_torch(file)


def _read_safetensors(file: Path) -> Any:
    try:
        return load_file(file)
    except (OSError, SafetensorError) as error:
        raise _damaged(file, error) from error


def _read_torch(file: Path) -> Any:
    try:
        with torch.serialization.safe_globals([argparse.Namespace]), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of TorchScript archives, then refuses them
            _refuse_globals(file, _listed_globals(file))
            return torch.load(file, map_location="cpu", weights_only=True)
    except ModelError:
        raise
    except Exception as error:  # a damaged file may raise anything at all
        text = str(error)
        if "TorchScript" in text:
            raise ModelError(
                f"{file}: is a TorchScript archive; {_resave('torch.jit.load({file!r})', file)}"
            ) from error
        _refuse_globals(file, re.findall(r"GLOBAL ([\w.]*\w)", text))
        raise _damaged(file, error) from error


def _listed_globals(file: Path) -> list[str]:
    """The names that the file's pickle asks for and that are not admitted, without loading it."""
    if not zipfile.is_zipfile(file):
        return []  # torch's format up to 1.5: its loader names the first one when it refuses
    try:
        return torch.serialization.get_unsafe_globals_in_checkpoint(file)
    except Exception:  # damaged: loading says how
        return []


def _refuse_globals(file: Path, names: list[str]) -> None:
    if not names:
        return
    dangerous = [name for name in names if _dangerous(name)]
    if dangerous:
        raise ModelError(
            f"{file}: asks for {', '.join(sorted(dangerous))}, which no file of weights needs and "
            "which could run a program; it was refused unread, and should be deleted"
        )
    classes = [name for name in names if name.startswith(MODULE_CLASSES)]
    if classes:
        load = "torch.load({file!r}, weights_only=False)"
        raise ModelError(
            f"{file}: holds a whole pickled model ({sorted(classes, key=_of_torch)[0]}), not just "
            f"its weights; {_resave(load, file)}"
        )
    raise ModelError(
        f"{file}: holds {', '.join(sorted(names)[:3])}; only tensors, plain containers and "
        "argparse.Namespace are admitted. Save the weights alone, with "
        "torch.save(model.state_dict(), 'weights.pth'), and import those"
    )


def _dangerous(name: str) -> bool:
    if "." not in name:  # torch's own refusal names built-ins bare
        return name in DANGEROUS_BUILTINS
    module, _, function = name.partition(".")
    if module in ("builtins", "__builtin__"):
        return function in DANGEROUS_BUILTINS
    return module in DANGEROUS_MODULES


def _of_torch(name: str) -> bool:
    return name.startswith("torch.")


def _resave(load: str, file: Path) -> str:
    line = f"import torch; torch.save({load}.state_dict(), 'weights.pth')".format(file=file.name)
    return (
        "if you trust it, save its weights alone where it was made and import those: "
        f'python -c "{line}"'
    )


def _damaged(file: Path, error: Exception) -> ModelError:
    # torch's refusal begins with the advice to load the file unguarded: its reason comes after.
    text = str(error).rpartition("WeightsUnpickler error:")[2]
    lines = text.strip().splitlines()
    reason = lines[0][:160] if lines else type(error).__name__
    return ModelError(
        f"{file}: is truncated or no checkpoint ({reason}); download or copy it again"
    )


def _encode(text: str, encoding: str = "latin1") -> bytes:
    """How pickles of protocol 2 spell bytes."""
    if encoding not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"bytes in the encoding {encoding!r}")
    return text.encode("latin1")


_ARRAY = np.zeros(1)
_RECONSTRUCT, _FROM_BUFFER = _ARRAY.__reduce_ex__(2)[0], _ARRAY.__reduce_ex__(5)[0]
NUMPY_ONLY: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): _encode,
    **{
        (f"numpy.{core}.{module}", name): function
        for core in ("core", "_core")  # numpy 1 and numpy 2
        for module, name, function in (
            ("multiarray", "_reconstruct", _RECONSTRUCT),
            ("numeric", "_frombuffer", _FROM_BUFFER),
        )
    },
}


class _NumpyUnpickler(pickle.Unpickler):
    """Builds containers, text, numbers and numpy arrays; any other name is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in NUMPY_ONLY:
            raise _RefusedError(f"{module}.{name}")
        return NUMPY_ONLY[module, name]


class _RefusedError(Exception):
    """A pickle asks for a name that is not admitted."""


def _read_numpy_pickle(file: Path) -> Any:
    try:
        with file.open("rb") as stream:
            return _NumpyUnpickler(stream, encoding="latin1").load()
    except _RefusedError as error:
        _refuse_globals(file, [str(error)])
    except Exception as error:  # a damaged pickle may raise anything at all
        raise _damaged(file, error) from error
