"""Geometries as little-endian WKB, many rings from one array of vertices."""

import struct

import numpy as np
from osgeo import gdal, ogr


class Rings:
    """Ring i is the vertices start[i]:start[i + 1]; it is closed when it is written."""

    def __init__(self, vertices, counts):
        self.vertices = np.ascontiguousarray(vertices)
        self.start = np.concatenate([[0], np.cumsum(counts)])
        self.is_open = (self.vertices[self.start[:-1]] != self.vertices[self.start[1:] - 1]).any(axis=1)

    def wkb(self, i):
        first, end = self.start[i], self.start[i + 1]
        body = self.vertices[first:end].tobytes()
        if self.is_open[i]:
            body += body[:16]
        return struct.pack("<I", len(body) // 16) + body


def polygon(*rings):
    return struct.pack("<BII", 1, 3, len(rings)) + b"".join(rings)


def line(vertices):
    return struct.pack("<BII", 1, 2, len(vertices)) + vertices.tobytes()


def point(vertex):
    return struct.pack("<BI", 1, 1) + vertex.tobytes()


def is_valid(wkb):
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return ogr.CreateGeometryFromWkb(wkb).IsValid()
    finally:
        gdal.PopErrorHandler()
