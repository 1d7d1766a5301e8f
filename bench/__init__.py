"""Benchmarks: what a thing of ours costs beside the bare thing that it is made of. They print; they never judge."""
