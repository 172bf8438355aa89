"""The kinds of finding of the third look, in the order in which they are looked for.

Each is a function of the country alone, in a file of its own. A new one is written beside the others, gets its
thresholds in thresholds.yaml, and is added to this tuple.
"""

from stream_processors.fraud.third_look.found import Look
from stream_processors.fraud.third_look.kinds.hired_crowd import hired_crowd
from stream_processors.fraud.third_look.kinds.lending_ring import lending_ring
from stream_processors.fraud.third_look.kinds.lone_rotation import lone_rotation
from stream_processors.fraud.third_look.kinds.played_asleep import played_asleep
from stream_processors.fraud.third_look.kinds.unheard_log import unheard_log

LOOKS: tuple[Look, ...] = (hired_crowd, lending_ring, played_asleep, unheard_log, lone_rotation)
