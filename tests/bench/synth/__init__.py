"""Synthetic data for the benchmarks: the same arguments give the same coordinates."""
