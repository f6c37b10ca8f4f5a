"""Benchmarks: each row beside its baseline, measured in the same run. See docs/bench.md."""
