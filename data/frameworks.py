"""Train the network of lesson 18 in PyTorch, Keras and Optax, and store their losses:

python data/frameworks.py where torch, keras, jax and optax are installed. The project itself needs
none of them. A minute or two.
"""

import numpy as np
from convert import HERE, seal

from helpers.experiments import parabolas
from helpers.experiments.elsewhere import FRAMEWORKS, installed
from helpers.experiments.frameworks import batches, held, in_keras, start

MINIMA = [10, 5]


def main():
    ends = [[end(minimum) for minimum in MINIMA] for end in parabolas.ELSEWHERE.values()]
    given = start(), batches(), held()
    runs = [training(*given) for _, training in FRAMEWORKS.values()]
    runs.append(in_keras(*given, translated=False))
    np.savez_compressed(
        HERE / "frameworks.npz",
        names=[*FRAMEWORKS, "Keras, eps as it is"],
        versions=[installed(name).partition("+")[0] for name in FRAMEWORKS],
        losses=[losses for losses, _ in runs],
        held=[loss for _, loss in runs],
        minima=MINIMA,
        ends=ends,
    )
    seal()


if __name__ == "__main__":
    main()
