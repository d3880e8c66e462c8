"""Where the data lie, how many features there are, and where their randomness comes from."""

import hashlib
from typing import NamedTuple

import numpy as np

EPSG = 32717
TURN = 2 * np.pi


class Frame(NamedTuple):
    west: float
    south: float
    east: float
    north: float

    @property
    def width(self):
        return self.east - self.west

    @property
    def height(self):
        return self.north - self.south

    @property
    def area(self):
        return self.width * self.height


class Preset(NamedTuple):
    frame: Frame
    territories: int
    polygons: int
    lines: int
    points: int


COUNTRY = Frame(480000.0, 9480000.0, 1080000.0, 10080000.0)
CANTON = Frame(720000.0, 9960000.0, 760000.0, 10000000.0)
PRESETS = {
    "canton": Preset(CANTON, 19, 2000, 2000, 10000),
    "s": Preset(COUNTRY, 1040, 20000, 20000, 100000),
    "m": Preset(COUNTRY, 1040, 200000, 200000, 1000000),
    "l": Preset(COUNTRY, 1040, 1000000, 200000, 1000000),
}


def stream(*key):
    """Random numbers of their own for each key, so that one layer does not shift the others."""
    words = (str(tuple(part)) if isinstance(part, Frame) else str(part) for part in key)
    digest = hashlib.sha256("/".join(words).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))
