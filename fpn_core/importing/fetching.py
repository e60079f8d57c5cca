"""Downloads published weights, checks that they are the published ones, and imports them."""

import hashlib
import http.client
import re
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from fpn_core.errors import ModelError
from fpn_core.importing.imported import import_checkpoint
from fpn_core.importing.shapes import ImportOptions
from fpn_core.model_file import read_header
from fpn_core.models import NamedModel, Published

TIMEOUT_S = 30.0
CHUNK = 1 << 18
DATA = "COCO train2017 (annotations: CC BY 4.0); weights as published by torchvision (BSD-3-Clause)"

Report = Callable[[int, int], None]  # bytes so far, bytes in all (0: not known)


def fetch(model: NamedModel, report: Report = lambda done, total: None) -> tuple[Path, bool]:
    """Bring a published model into the user's folder: its file, and whether it had to be fetched.

    Raises ModelError where there is nothing to fetch, where the address cannot be reached, or
    where what comes is not the published file; nothing is left behind then.
    """
    if model.published is None:
        raise ModelError(f"{model.name} comes with the program; there is nothing to fetch")
    if _is_usable(model.file):
        return model.file, False
    with tempfile.TemporaryDirectory(prefix="pyramidlabel-") as folder:
        name = PurePosixPath(urlsplit(model.published.url).path).name
        weights = Path(folder) / name
        _download(model, model.published, weights, report)
        imported = import_checkpoint(
            weights,
            "torchvision",
            ImportOptions(arch=model.published.arch, bn_eps=model.published.bn_eps),
            {
                "name": model.name,
                "source": model.published.url,
                "data": DATA,
                "figures": {"AP": model.published.ap},
                "figures_on": "COCO val2017, as published",
            },
        )
        imported.model.save(model.file)
    return model.file, True


def _is_usable(file: Path) -> bool:
    try:
        read_header(file)
    except ModelError:
        return False
    return True


def _download(model: NamedModel, source: Published, target: Path, report: Report) -> None:
    """Raises ModelError unless the whole file arrives and its SHA-256 is the one in its name."""
    expected = re.search(r"-([0-9a-f]{8,64})\.\w+$", source.url)
    if expected is None or not source.url.startswith(("https://", "http://")):
        raise ModelError(f"{source.url}: no web address that ends in a checksum")
    digest = hashlib.sha256()
    try:
        with (
            urllib.request.urlopen(source.url, timeout=TIMEOUT_S) as reply,
            target.open("wb") as file,
        ):
            total = int(reply.headers.get("Content-Length") or 0)
            done = 0
            while chunk := reply.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                report(done, total)
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # it holds the reply, and with it the connection
        raise ModelError(
            f"{model.name} was not fetched: {source.url}: {_reason(error)}; try again online, or "
            "download that file elsewhere and bring it in with "
            f"`fpn-core import {target.name} --layout torchvision --out {model.file.name}`"
        ) from error
    if total and done < total:
        raise ModelError(
            f"{model.name} was not fetched: {source.url} ended after {done} of {total} bytes; "
            "try again"
        )
    if not digest.hexdigest().startswith(expected[1]):
        raise ModelError(
            f"{model.name} was not fetched: what came from {source.url} has the SHA-256 "
            f"{digest.hexdigest()[:16]}..., not {expected[1]}...; something on the way changed it"
        )


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {error.reason}"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return f"cannot be reached ({reason})"
