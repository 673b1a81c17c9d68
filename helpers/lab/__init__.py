"""Live labs: `Lab` ties controls to a run and a picture, `Guess` asks first, `Score` counts."""

from helpers.lab import controls, remarks
from helpers.lab.bar import progress
from helpers.lab.guess import Guess
from helpers.lab.lab import Lab
from helpers.lab.scatter import scatter
from helpers.lab.score import Score
from helpers.lab.sheet import sketch
