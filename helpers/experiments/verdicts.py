"""Who is ahead: scores of one rule beside those of a stored field, by bands and seed by seed."""

import numpy as np

from helpers.experiments.tracks import Field, track_of

ROUNDING = 1e-6  # of the records, which are float32
WORDS = {"ahead": "yours is ahead", "behind": "yours is behind", "within noise": "within noise"}


def verdict(own: np.ndarray, other: np.ndarray) -> str:
    """ "ahead" where all of our results (seeds,) are lower, "behind", or else "within noise"."""
    if np.max(own) < np.min(other):
        return "ahead"
    return "behind" if np.min(own) > np.max(other) else "within noise"


def beside(problem: str, name: str = "Adam") -> dict[str, list[str]]:
    """Who of the stored field is ahead of one of its rules, behind it, or within noise of it.

    Raises ValueError for an unknown problem or rule.
    """
    field = track_of(problem).field()
    own = field.of(name)
    others = zip(field.names, field.scores, strict=True)
    return _sorted({other: verdict(seeds, own) for other, seeds in others if other != name})


def _sorted(verdicts):
    return {kind: [name for name, how in verdicts.items() if how == kind] for kind in WORDS}


def told(own: np.ndarray, field: Field) -> str:
    """Of whom an entry with these scores (seeds,) is ahead and behind, and how it does by Adam."""
    others = zip(field.names, field.scores, strict=True)
    who = _sorted({name: verdict(own, seeds) for name, seeds in others})
    of = {"ahead": "ahead of", "behind": "behind"}
    words = [f"{how} {' '.join(who[kind])}" for kind, how in of.items() if who[kind]]
    if who["within noise"]:
        words.append(f"within noise of {len(who['within noise'])} of {len(field.names)}")
    return ", ".join([*words, f"lower than Adam with {_lower(own, field.of('Adam'))}"])


def _lower(own, other):
    """The seeds with which ours is lower: the same weights and batches, so that they make pairs."""
    lower = own < other[: len(own)] * (1 - ROUNDING)
    return f"{lower.sum()} of {len(own)} seeds"


def rows(own: np.ndarray, rate: float, field: Field) -> list[str]:
    """The score table, the best median first: lr, median, lowest and highest seed, and verdicts.

    One verdict is by bands, the other counts the seeds with which the entry is lower.
    """
    lines = [
        (name, lr, seeds, f"{WORDS[verdict(own, seeds)]}, lower with {_lower(own, seeds)}")
        for name, lr, seeds in zip(field.names, field.rates, field.scores, strict=True)
    ]
    lines.append(("yours", rate, own, ""))
    return [_row(*line) for line in sorted(lines, key=lambda line: np.median(line[2]))]


def _row(name, lr, seeds, how):
    low, middle, high = (f"{f(seeds):#.4g}" for f in (np.min, np.median, np.max))
    return f"{name:17}{lr:<9.3g}{middle} ({low} to {high})  {how}".rstrip()
