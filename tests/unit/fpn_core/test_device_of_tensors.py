"""Every tensor of a detector on a GPU is on the GPU: found out without one.

torch's FakeTensorMode runs everything on tensors that have a shape and a device but no values,
and refuses operations on mixed devices as a real GPU does. The few operations whose shape depends
on values are answered by `Answers`, below it, with a shape that could have been.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode

from fpn_core import anchors, box_head, detector, matching, roi_align, rpn
from fpn_core.config import DetectorConfig
from fpn_core.detections import Detections
from fpn_core.detector import Detector, Mode
from fpn_core.device import Device
from fpn_core.network import Network
from fpn_core.norms import fold_norms
from fpn_core.preprocess import Batch
from fpn_core.targets import Target
from tests.unit.fpn_core.tiny import SIDE, tiny_config

GPU = torch.device("cuda:0")
ROWS = 3  # that nonzero, masks and NMS find


class Answers(TorchDispatchMode):
    """Gives operations whose result depends on values a result on the device of their input."""

    def __torch_dispatch__(
        self, function: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if function is torch.ops.aten.nonzero.default:
            return self.rows_of(args[0])
        if function is torch.ops.aten._local_scalar_dense.default:
            return False if args[0].dtype == torch.bool else 0
        if function is torch.ops.torchvision.nms.default:
            boxes, scores = args[:2]
            assert boxes.device == scores.device
            return torch.zeros(min(len(boxes), ROWS), dtype=torch.long, device=boxes.device)
        if function is torch.ops.aten.index.Tensor:
            rows = [self.as_rows(index, args[0].device) for index in args[1]]
            args = (args[0], rows)
        result = function(*args, **kwargs)
        if isinstance(result, FakeTensor):
            result.constant = None  # a constant would be sent to a real GPU
        return result

    def rows_of(self, values: Tensor) -> Tensor:
        shape = (min(values.numel(), ROWS), values.ndim)
        return torch.zeros(shape, dtype=torch.long, device=values.device)

    def as_rows(self, index: Tensor | None, device: torch.device) -> Tensor | None:
        if index is None:
            return None
        # A GPU's tensor takes rows from the CPU's too, but waits for the copy: none is meant here.
        assert index.device == device, f"rows on {index.device} of a tensor on {device}"
        return self.rows_of(index)[:, 0] if index.dtype == torch.bool else index


@contextmanager
def pretended_gpu() -> Iterator[None]:
    with FakeTensorMode(), Answers():
        yield


def on_gpu(config: DetectorConfig | None = None, mode: Mode = "exact") -> Detector:
    """A detector whose weights, and they alone, were made on the GPU."""
    with torch.device(GPU):
        model = Detector(config or tiny_config())
    model.device = Device(GPU, "pretended")
    model.mode = mode
    assert {p.device for p in model.network.parameters()} == {GPU}
    return model.eval()


def batch_on_gpu() -> Batch:
    return Batch(torch.zeros(1, 3, SIDE, SIDE, device=GPU), [(SIDE, 100)], [(1.0, 1.0)])


def targets() -> list[Target]:
    """As data comes: on the CPU."""
    return [Target(torch.rand(4, 4), torch.zeros(4, dtype=torch.long), torch.rand(2, 4))]


def learn(model: Detector) -> None:
    losses = model.losses_on(batch_on_gpu(), targets())
    assert {value.device for value in losses.values()} == {GPU}
    assert all(value.requires_grad for value in losses.values())


def detect(model: Detector) -> list[Detections]:
    found = model.detect_on(batch_on_gpu())
    for rows in found:
        assert len(rows) == ROWS
        assert rows.boxes.device == rows.labels.device == rows.roi_level.device == GPU
    return found


def test_detection_stays_on_the_gpu() -> None:
    with pretended_gpu():
        detect(on_gpu())


def test_fast_detection_stays_on_the_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    def folded(network: Network, dtype: torch.dtype) -> Network:
        """As fast_copy, but in place: a tensor without values can be neither copied nor cast."""
        fold_norms(network)
        return network

    monkeypatch.setattr(detector, "fast_copy", folded)
    monkeypatch.setattr(detector, "dtype_for", lambda device, pixels: torch.float32)
    with pretended_gpu():
        detect(on_gpu(mode="fast"))


def test_training_stays_on_the_gpu() -> None:
    with pretended_gpu():
        learn(on_gpu().train())


def test_training_under_autocast_stays_on_the_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda.amp.common, "amp_definitely_not_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **_: True)
    with pretended_gpu(), torch.autocast("cuda", torch.bfloat16):
        learn(on_gpu().train())


def test_other_configurations_stay_on_the_gpu() -> None:
    from dataclasses import replace

    plain = tiny_config()
    other = replace(
        plain,
        hidden_classes=(1,),
        rpn=replace(plain.rpn, anchor_stride="grid", round_anchors=True),
        box=replace(plain.box, class_agnostic=True, aligned=False, sampling_ratio=0),
    )
    with pretended_gpu():
        detect(on_gpu(other))
        learn(on_gpu(other).train())


def left_on_the_cpu(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with its first result, a tensor or a list of tensors, on the CPU."""

    def changed(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        if isinstance(result, Tensor):
            return result.to("cpu")
        if isinstance(result, tuple):
            return (result[0].to("cpu"), *result[1:])
        return [part.to("cpu") for part in result]

    return changed


FAULTS = {
    "anchors": (detector, "all_anchors"),
    "base anchors": (anchors, "base_anchors"),
    "matches": (rpn, "match"),
    "matches of RoIs": (box_head, "match"),
    "samples": (rpn, "sample"),
    "truths' best": (matching, "_reaches_best"),
    "RoI levels": (roi_align, "assign_levels"),
    "taps": (roi_align, "_taps"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_tensor_on_the_wrong_device_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, function = FAULTS[name]
    if name == "base anchors":  # they are made on the CPU; what is tested is that they are moved
        monkeypatch.setattr(torch.Tensor, "to", lambda values, *_, **__: values)
    else:
        monkeypatch.setattr(module, function, left_on_the_cpu(getattr(module, function)))
    with pretended_gpu(), pytest.raises((RuntimeError, AssertionError), match=r"device|cpu"):
        learn(on_gpu().train())


def test_a_random_choice_stays_on_the_gpu() -> None:
    """The random numbers come from the CPU, so that a run draws the same ones everywhere."""
    with pretended_gpu():
        matches = torch.zeros(100, dtype=torch.long, device=GPU)
        chosen = matching.sample(matches, ROWS - 1, 0.5, torch.Generator().manual_seed(0))
        assert [len(rows) for rows in chosen] == [1, 1]
        assert {rows.device for rows in chosen} == {GPU}
