"""How fast it is: `python -m benchmarks`. Ratios measured in one run, beside what they should be."""
