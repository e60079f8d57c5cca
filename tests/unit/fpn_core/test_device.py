"""Where to compute, and why there."""

import pytest
import torch

from fpn_core import device as devices
from fpn_core.device import choose_device, fast_dtype
from fpn_core.errors import ConfigError


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.fixture
def two_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "NVIDIA Example")


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize(
    ("version", "reason"),
    [(None, "this torch is built without CUDA"), ("13.0", "torch finds no NVIDIA GPU")],
)
def test_the_cpu_says_why(
    monkeypatch: pytest.MonkeyPatch, version: str | None, reason: str
) -> None:
    monkeypatch.setattr(torch.version, "cuda", version)
    chosen = choose_device()
    assert chosen.torch == torch.device("cpu")
    assert reason in chosen.reason
    with pytest.raises(ConfigError, match=f"device 'cuda' asked for, but {reason}"):
        choose_device("cuda")


@pytest.mark.usefixtures("two_gpus")
def test_a_gpu_is_taken_and_named() -> None:
    chosen = choose_device()
    assert chosen.torch == torch.device("cuda")
    assert chosen.reason == "NVIDIA Example"
    assert choose_device("cuda:1").torch == torch.device("cuda:1")
    assert choose_device("cpu").torch == torch.device("cpu")
    with pytest.raises(ConfigError, match=r"'cuda:2' asked for, but the last one is cuda:1"):
        choose_device("cuda:2")


def test_apples_gpu_comes_after_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device().torch == torch.device("mps")


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize("name", ["gpu", "", "meta", "cuda:x", "xla"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=rf"no device '{name}': take auto, cpu, cuda"):
        choose_device(name)


@pytest.mark.usefixtures("no_gpu")
def test_a_missing_apple_gpu_is_refused() -> None:
    with pytest.raises(ConfigError, match="finds no Apple GPU"):
        choose_device("mps")


def test_fast_inference_takes_bf16_where_the_hardware_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cpu, gpu = torch.device("cpu"), torch.device("cuda")
    for has, expected in ((True, torch.bfloat16), (False, torch.float32)):
        monkeypatch.setattr(devices, "cpu_has_bf16", lambda has=has: has)
        assert fast_dtype(cpu) == expected
    for has, expected in ((True, torch.bfloat16), (False, torch.float16)):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda has=has, **_: has)
        assert fast_dtype(gpu) == expected
    assert fast_dtype(torch.device("mps")) == torch.float32
