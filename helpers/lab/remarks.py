"""What a lab may say about its run, beside what the run says itself: for `Lab(…, say=…)`."""

from helpers.training import Point


def lowest(values: dict, *runs: list) -> str:
    """For a race: which run has the lowest loss now."""
    last = min((run[-1] for run in runs), key=lambda record: record.loss)
    if len(runs) > 1 and all(run[-1].loss == last.loss for run in runs):
        return f"step {last.t}: all are at {last.loss:.2g}"
    return f"step {last.t}: {type(last.opt).__name__} is lowest, at {last.loss:.2g}"


def effective_rates(values: dict, run: list[Point]) -> str:
    """The learning rate that each of two directions gets."""
    if run[-1].t == 0:
        return "no step taken yet"
    x, y = run[-1].opt.effective_lr()
    return f"effective lr {x:.3g} for x, {y:.3g} for y"


def each(values: dict, *runs: list[Point]) -> str:
    """For a race: where each run stands."""
    return ", ".join(f"{type(run[-1].opt).__name__} {run[-1]}" for run in runs)
