"""Numbers that PyTorch and others printed once, and the scripts that made them."""

import json
from pathlib import Path


def load(name: str):
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))[name]
