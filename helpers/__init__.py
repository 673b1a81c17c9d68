"""What the lessons of Downhill share. Flat is what the course teaches, folders are apparatus.

course       arrays surfaces stepping optimizers beyond_adam muon companions schedules initializers
             parameters layers losses regularization network training gradcheck regression sampling
             search datasets environment deadline: NumPy, on one thread, and no more
experiments  what lessons measure: averages, convergence, zoo, race, landscapes, signals, ghosts, …
plots        pictures: kinds that are shared, and a module for each lesson
lab          live labs: controls, runs, frames
progress     what a learner has done, kept on this machine
check        exercises that diagnose, and their catalogues of mistakes, a module for each lesson
classroom    what an instructor needs, and its two commands: grade and handout

Imports point one way: course ← experiments ← plots ← lab; check reads course and experiments.
Progress reads the course; lab and check read progress.
The classroom reads the course, check and progress.
"""

import logging
from contextlib import suppress

with suppress(ImportError):  # helpers.environment says what is missing
    import numpy  # noqa: F401
    from threadpoolctl import threadpool_limits

    # The matrices here are small, and beside other work threads wait for each other: twenty layers
    # took 9.3 s with two threads on two busy cores, and 0.9 s with one.
    threadpool_limits(1, "blas")

# Where it cannot write to the home folder, and when it first lists the fonts, matplotlib says so in
# red above a learner's first picture.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
