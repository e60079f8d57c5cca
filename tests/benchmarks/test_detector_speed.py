"""How long the detector takes, printed; nothing is asserted about time. `make bench` runs this."""

import statistics
import time
from collections.abc import Callable

import cv2
import pytest
import torch

import fpn_core
from fpn_core.config import BoxConfig
from fpn_core.media import read_picture
from fpn_core.roi_align import roi_align
from resources import path

ROUNDS = 15
THREADS = 2


def median_ms(work: Callable[[], object]) -> float:
    """Median wall time of ROUNDS calls in milliseconds, after two calls to warm up."""
    times = []
    for _ in range(ROUNDS + 2):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[2:])


@pytest.fixture(autouse=True)
def two_threads() -> None:
    torch.set_num_threads(THREADS)


@pytest.mark.skipif(not path("models", "lite.safetensors").exists(), reason="no embedded model")
def test_one_picture_end_to_end() -> None:
    model = fpn_core.load_model("lite", device="cpu")
    picture = cv2.resize(read_picture(path("samples", "gallery.jpg")), (640, 480))
    taken = median_ms(lambda: model.detect(picture))
    print(f"\nlite, one 640x480 picture, {THREADS} threads: {taken:.1f} ms")


@torch.inference_mode()
def test_roi_align_as_a_bag_beside_torchvision() -> None:
    torch.manual_seed(0)
    config, strides = BoxConfig(), [4, 8, 16, 32]
    maps = [torch.randn(1, 256, 800 // s, 1088 // s) for s in strides]
    maps = [m.contiguous(memory_format=torch.channels_last) for m in maps]
    corners = torch.rand(1000, 2) * torch.tensor([1000.0, 700.0])
    rois = [torch.cat((corners, corners + 8 + 300 * torch.rand(1000, 2)), dim=1)]
    bag = median_ms(lambda: roi_align(maps, strides, rois, config, as_bag=True))
    operator = median_ms(lambda: roi_align(maps, strides, rois, config, as_bag=False))
    print(f"\nRoIAlign of 1000 RoIs: {bag:.0f} ms as one bag, {operator / bag:.1f} times as fast")
    print(f"as torchvision's operator ({operator:.0f} ms)")
