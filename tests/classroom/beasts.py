"""Notebooks that learners really hand in, and worse ones: what each holds, and what it gets."""

import json
import os
from collections.abc import Iterable

SETUP = "import numpy as np\n\nfrom helpers import check"
RIGHT = """def my_momentum(theta, v, g, lr, beta, dampening):
    v = beta * v + (1 - dampening) * g
    return theta - lr * v, v


check.momentum(my_momentum)"""
CLIMBS = RIGHT.replace("theta - lr * v", "theta + lr * v")
ODD = RIGHT.replace("theta - lr * v", "theta - 3 * lr * v")
STUB = """def my_momentum_descent(grad, theta, lr, beta, steps):
    return None


check.momentum_descent(my_momentum_descent)"""
PASSED, TO_DO = {"momentum": "passed"}, {"momentum_descent": "not attempted"}
BOTH = PASSED | TO_DO


def notebook(*sources: str, version: int = 4) -> str:
    """The text of a notebook with these code cells."""
    cells = [_cell(source, version) for source in sources]
    body = {"cells": cells} if version == 4 else {"worksheets": [{"cells": cells, "metadata": {}}]}
    return json.dumps({"nbformat": version, "nbformat_minor": 0, "metadata": {}} | body)


def _cell(source, version):
    named = {"source": source} if version == 4 else {"input": source, "language": "python"}
    return {"cell_type": "code", "metadata": {}, "outputs": []} | named


def lesson(*before: str, first: str = RIGHT, rest: Iterable[str] = (STUB,)) -> str:
    """A notebook of lesson 05 with cells of the learner's own before its exercises."""
    return notebook(SETUP, *before, first, *rest)


def did_not_run(why: str) -> dict[str, str]:
    """Neither of the two exercises, and why."""
    return dict.fromkeys(BOTH, f"did not run: {why}")


SHOWN = "cell 2 (def my_momentum(theta, v, g, lr, beta, dampening):)"
NO_STEP = (
    "cell 3 (check.momentum(my_step)): NameError: name 'my_step' is not defined, "
    "for cell 2 (my_step = 1 / 0) failed: ZeroDivisionError"
)
FOREVER = "while True:\n    pass"
DEAF = """while True:
    try:
        while True:
            pass
    except BaseException:
        pass"""
PROGRAMS = "!for i in $(seq 200); do sleep 600 & done; wait"
FORKS = "import os\n\nwhile True:\n    os.fork()"
TOKEN = f"left-behind-{os.getpid()}"
LEAVES = f"""import subprocess, sys, time
from pathlib import Path
code = "import os, time; os.setsid(); open('alive', 'w').close(); time.sleep(600)"
daemon = subprocess.Popen([sys.executable, "-c", code, "{TOKEN}"])
while not Path("alive").exists():
    time.sleep(0.01)"""
THREAD = "import threading\n\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()"
FILLS = "kept = []\nwhile True:\n    kept.append(bytearray(10**8))"
CHILD_FILLS = """import subprocess, sys
code = '''
import resource, time
resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)
kept = [bytearray(b"1") * 10**8 for _ in range(12)]
time.sleep(600)
'''
subprocess.run([sys.executable, "-c", code])"""
NETWORK = "from urllib.request import urlopen\n\npage = urlopen('http://192.0.2.1/', timeout=5)"
CRASHES = "import ctypes\n\nctypes.string_at(0)"

BEASTS = {  # learner: (the file, its results; the last may be a part of what is said)
    "right": (lesson(), BOTH),
    "climbs": (lesson(first=CLIMBS), {"momentum": "not yet: you climb: move against the velocity"}),
    "odd": (lesson(first=ODD), {"momentum": "not yet: the answer is not right for this input · "}),
    "hangs": (lesson(FOREVER), BOTH),
    "hangs in the check's cell": (
        lesson(first=f"{FOREVER}\n\n{RIGHT}"),
        {"momentum": "did not run: cell 2 (while True:): took longer than 4 s"} | TO_DO,
    ),
    "is deaf": (
        lesson(rest=[DEAF, STUB]),
        PASSED | {"momentum_descent": "did not run: cell 3 (while True:) took longer than 4 s"},
    ),
    "sleeps": (lesson("import time\n\ntime.sleep(600)"), BOTH),
    "ends Python": (
        lesson("import os", "os._exit(0)"),
        did_not_run("cell 3 (os._exit(0)) ended Python (exit code 0)"),
    ),
    "crashes": (
        lesson(rest=[CRASHES, STUB]),
        PASSED | {"momentum_descent": "did not run: cell 3 (import ctypes) ended Python (SIG"},
    ),
    "forks": (lesson(FORKS), BOTH),
    "starts 200 programs": (
        lesson(PROGRAMS),
        did_not_run(f"cell 2 ({PROGRAMS[:50]}) started more than 64 processes"),
    ),
    "leaves the session": (lesson(LEAVES), BOTH),
    "leaves a thread": (lesson(THREAD), BOTH),
    "tidies up": (lesson("!rm -rf .* * ../* ~/*"), BOTH),
    "fills memory": (lesson(FILLS), BOTH),
    "has a child that fills memory": (
        lesson(CHILD_FILLS),
        did_not_run("cell 2 (import subprocess, sys) took more than 512 MB of memory"),
    ),
    "prints 100 MB": (lesson("for _ in range(100):\n    print('x' * 10**6)"), BOTH),
    "writes 10 GB": (lesson("with open('big', 'wb') as f:\n    f.truncate(10**10)"), BOTH),
    "uses the network": (
        lesson(first=f"{NETWORK}\n\n{RIGHT}"),
        TO_DO
        | {"momentum": "did not run: cell 2 (from urllib.request import urlopen): URLError: "},
    ),
    "exits": (lesson("exit()", "quit", "import sys\n\nsys.exit()"), BOTH),
    "asks for input": (lesson("name = input('Your name? ')"), BOTH),
    "has magics": (lesson("%matplotlib inline", "!rm -rf ./*", "%timeit -n 1 -r 1 1"), BOTH),
    "keeps no progress": (lesson("%env DOWNHILL_PROGRESS=off"), BOTH),
    "fails before": (lesson("1 / 0"), BOTH),
    "lost check": (
        lesson("check = 3"),
        did_not_run("`check` is not the course's any more, but int, since cell 2 (check = 3)"),
    ),
    "has a syntax error": (
        lesson(first=RIGHT.replace("return", "retrun")),
        TO_DO | {"momentum": f"did not run: {SHOWN}: SyntaxError: invalid syntax"},
    ),
    "renamed the function": (
        lesson(first=RIGHT.replace("check.momentum(my_momentum)", "check.momentum(my_step)")),
        TO_DO | {"momentum": f"did not run: {SHOWN}: NameError: name 'my_step' is not defined"},
    ),
    "defines it in a cell that fails": (
        lesson("my_step = 1 / 0", first="check.momentum(my_step)"),
        TO_DO | {"momentum": f"did not run: {NO_STEP}: division by zero"},
    ),
    "renamed both": (lesson(first=RIGHT.replace("my_momentum", "mine")), BOTH),
    "is an older edition": (
        lesson(rest=["check.momentum_of_old(my_momentum)"]),
        PASSED | {"momentum_descent": "not in this copy"},
    ),
    "is empty": ("", did_not_run("the file is empty")),
    "is no JSON": ("<html>", did_not_run("the file is no notebook: no JSON in line 1")),
    "is no notebook": ("[1, 2]", did_not_run("the file is no notebook: it holds no cells")),
    "has no cells": (notebook(), dict.fromkeys(BOTH, "not in this copy")),
    "is of version 3": (notebook(SETUP, RIGHT, STUB, version=3), BOTH),
    "has a BOM": ("\ufeff" + lesson(), BOTH),
    "has Windows line ends": (
        json.dumps(json.loads(lesson()), indent=1).replace("\\n", "\\r\\n").replace("\n", "\r\n"),
        BOTH,
    ),
    "Jörg Müller ß": (lesson(), BOTH),
    "=1+2": (lesson(), BOTH),
}
