"""What the lessons of Downhill share. Flat is what the course teaches, folders are apparatus.

course       arrays surfaces stepping optimizers schedules initializers parameters layers losses
             regularization network training gradcheck regression sampling search datasets
             environment deadline: NumPy and no more
experiments  what lessons measure: averages, convergence, zoo, race, landscapes, signals, ghosts, …
plots        pictures: kinds that are shared, and a module for each lesson
lab          live labs: controls, runs, frames
check        exercises that diagnose, and their catalogues of mistakes, a module for each lesson

Imports point one way: course ← experiments ← plots ← lab; check reads course and experiments.
"""

import logging

# Where it cannot write to the home folder, and when it first lists the fonts, matplotlib says so in
# red above a learner's first picture.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
