"""What README.md says on many GPUs: its settings exist, its Slurm script runs and queues again."""

import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fpn_core.config import from_dict
from fpn_core.training.config import TrainConfig
from fpn_core.training.optimiser import rate_at
from tests.source_tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="a script for bash")
SCONTROL = """#!/bin/sh
if [ "$1" = show ]; then echo node1; echo node2; else echo "scontrol $*" >>"$SEEN"; fi
"""
SRUN = """#!/bin/sh
exec "$@"
"""
TORCHRUN = """#!/bin/sh
trap 'echo checkpoint >>"$SEEN"; exit 1' TERM
echo "torchrun $*" >>"$SEEN"
echo ready
[ "$ENDS" = yes ] && exit 0
while :; do sleep 0.05; done
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    found = re.search(r"```bash\n(#!/bin/bash\n.*?)```", README, re.DOTALL)
    assert found
    for name, text in [("scontrol", SCONTROL), ("srun", SRUN), ("torchrun", TORCHRUN)]:
        file = tmp_path / name
        file.write_text(text)
        file.chmod(0o755)
    file = tmp_path / "train.sh"
    file.write_text(found.group(1))
    return file


def start(script: Path, ends: str) -> subprocess.Popen:
    """The script, with stand-ins for Slurm's commands, once it trains."""
    slurm = {
        "SLURM_JOB_ID": "77",
        "SLURM_JOB_NODELIST": "node[1-2]",
        "SLURM_NNODES": "2",
        "SLURM_GPUS_ON_NODE": "8",
    }
    path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        ["bash", str(script)],
        env={**slurm, "PATH": path, "SEEN": str(script.parent / "seen"), "ENDS": ends},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def seen(script: Path) -> list[str]:
    return (script.parent / "seen").read_text().splitlines()


TRAINING = (
    "torchrun --nnodes 2 --nproc-per-node 8 --max-restarts 3 --rdzv-backend c10d --rdzv-id 77 "
    "--rdzv-endpoint node1:29500 -m fpn_core train --config voc.toml"
)


@on_posix
def test_it_waits_for_the_checkpoint_and_is_queued_again(script: Path) -> None:
    with start(script, ends="no") as process:
        process.send_signal(signal.SIGTERM)
        process.wait()
    assert seen(script) == [TRAINING, "checkpoint", "scontrol requeue 77"]


@on_posix
def test_a_run_that_ends_is_not_queued_again(script: Path) -> None:
    with start(script, ends="yes") as process:
        assert process.wait() == 0
    assert seen(script) == [TRAINING]


def test_the_settings_exist_and_the_rate_is_what_it_says() -> None:
    found = re.search(r"```\n(# voc\.toml.*?)```", README, re.DOTALL)
    assert found
    config = from_dict(TrainConfig, tomllib.loads(found.group(1)))
    assert rate_at(config.warmup_steps, 100_000, config) == pytest.approx(8 * config.rate, rel=1e-2)


def test_torchrun_knows_these_options() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--help"], capture_output=True, text=True
    )
    options = set(re.findall(r"--[a-z][a-z-]+", TRAINING)) - {"--config"}
    assert options <= set(re.findall(r"--[a-z][a-z-]+", done.stdout))
