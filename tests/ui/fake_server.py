"""A detection server without a model: speaks the protocol, and does what a plan file says.

Started as ``python fake_server.py PLAN ... --model NAME --device NAME``. The plan is JSON:
``boxes`` (rows by file name, or "*"), ``crash_on`` (names that end the process), ``crash_times``,
``errors`` (answers by name), ``fail_models``, ``wait_for`` (a file that must exist before
it answers for a name), ``ready_when`` (a file that must exist before the model is "loaded").
Every request is appended to PLAN.log, one JSON line each.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

LEVELS = [
    {"name": f"P{k}", "stride": 2**k, "anchor_sizes": [2 ** (k + 3)]} for k in (2, 3, 4, 5, 6)
]
CLASSES = ["person", "car", "cat", "dog", "boat"]

PROPOSALS = [
    {"bbox": [20, 20, 100, 160], "objectness": 0.95, "level": "P5"},
    {"bbox": [50, 60, 30, 30], "objectness": 0.80, "level": "P3"},
    {"bbox": [200, 100, 60, 60], "objectness": 0.40, "level": "P4"},
]


def say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def wait_for(path: str | None) -> None:
    while path and not os.path.exists(path):
        time.sleep(0.005)


def identity(model: str) -> tuple[str, str]:
    """Name and key of a model, as the real server gives them where there is a file with a head."""
    file = Path(model)
    if not file.is_file() or file.stat().st_size < 100:
        return file.stem, f"key of {file.stem}"
    from fpn_core.model_header import content_key, read_model_header

    return str(read_model_header(file).provenance.get("name", file.stem)), content_key(file)


def load(model: str, plan: dict[str, Any]) -> str | None:
    say({"event": "loading", "model": model})
    wait_for(plan.get("ready_when"))
    name = Path(model).stem
    if name in plan.get("fail_models", []):
        error = f"{name}: not a model file"
        say({"event": "failed", "error": error})
        return error
    named, key = identity(model)
    described = {
        "name": named,
        "key": plan.get("keys", {}).get(name, key),
        "levels": LEVELS,
        "canonical_size": 224,
        "k0": 4,
        "class_names": plan.get("classes", CLASSES),
    }
    reason = "no CUDA device found by torch"
    say({"event": "ready", "model": described, "device": "cpu", "device_reason": reason,
         "dtype": "bf16"})  # fmt: skip
    return None


def crash_if_planned(name: str, plan: dict[str, Any], plan_file: Path) -> None:
    if name not in plan.get("crash_on", []):
        return
    counter = plan_file.with_suffix(".crashes")
    crashes = int(counter.read_text()) if counter.exists() else 0
    if crashes < plan.get("crash_times", 1):
        counter.write_text(str(crashes + 1))
        os._exit(9)


def answer_detect(request: dict[str, Any], plan: dict[str, Any], plan_file: Path) -> None:
    name = os.path.basename(request["file"])
    crash_if_planned(name, plan, plan_file)
    wait_for(plan.get("wait_for", {}).get(name))
    if name in plan.get("errors", {}):
        say({"id": request["id"], "error": plan["errors"][name]})
        return
    boxes = plan.get("boxes", {})
    result = {
        "file": request["file"],
        "width": plan.get("width", 320),
        "height": plan.get("height", 240),
        "network": {"width": 640, "height": 480, "scale_x": 2.0, "scale_y": 2.0},
        "detections": boxes.get(name, boxes.get("*", [])),
    }
    say({"id": request["id"], "result": result, "ms": 41.5})


def answer_proposals(request: dict[str, Any], plan: dict[str, Any]) -> None:
    """``proposals`` (rows by file name, or "*"); errors as for detections."""
    name = os.path.basename(request["file"])
    wait_for(plan.get("wait_for", {}).get(name))
    if name in plan.get("errors", {}):
        say({"id": request["id"], "error": plan["errors"][name]})
        return
    rows = plan.get("proposals", {})
    rows = rows.get(name, rows.get("*", PROPOSALS))[: request["limit"]]
    say({"id": request["id"], "result": {"file": request["file"], "proposals": rows}, "ms": 3.0})


def main() -> None:
    plan_file = Path(sys.argv[1])
    model = sys.argv[sys.argv.index("--model") + 1]
    load(model, json.loads(plan_file.read_text()))
    for line in sys.stdin:
        request = json.loads(line)
        plan = json.loads(plan_file.read_text())
        with plan_file.with_suffix(".log").open("a") as log:
            log.write(json.dumps(request) + "\n")
        if request["op"] == "quit":
            return
        if request["op"] == "load":
            error = load(request["model"], plan)
            say({"id": request["id"], "error": error} if error else
                {"id": request["id"], "result": {}})  # fmt: skip
        elif request["op"] == "detect":
            answer_detect(request, plan, plan_file)
        elif request["op"] == "proposals":
            answer_proposals(request, plan)


if __name__ == "__main__":
    main()
