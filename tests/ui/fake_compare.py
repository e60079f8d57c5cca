"""A comparison without models: `python fake_compare.py PLAN BEFORE AFTER --data FILE ...`.

The plan is JSON: ``report`` and ``detections`` to write, ``wait_for`` (a file that must exist
before it ends), ``fail`` (a last line for standard error, with exit code 2), ``crash``. Its
arguments and its data are appended to PLAN.log, one JSON line each.
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> int:
    plan_file, *arguments = sys.argv[1:]
    plan = json.loads(Path(plan_file).read_text())
    given = dict(zip(arguments[2::2], arguments[3::2], strict=True))
    data = json.loads(Path(given["--data"]).read_text())
    with Path(plan_file).with_suffix(".log").open("a") as log:
        log.write(json.dumps({"models": arguments[:2], "data": data, **given}) + "\n")
    print("Judging 3/16", file=sys.stderr, flush=True)
    while plan.get("wait_for") and not os.path.exists(plan["wait_for"]):
        time.sleep(0.005)
    if "crash" in plan:
        os.abort()
    if "fail" in plan:
        print(f"some warning\nfpn-core: {plan['fail']}", file=sys.stderr)
        return 2
    Path(given["--json"]).write_text(json.dumps(plan["report"]))
    if "detections" in plan:
        Path(given["--detections"]).write_text(json.dumps(plan["detections"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
