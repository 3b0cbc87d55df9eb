"""Speed and memory, as ratios measured in one run against the best that one would write by hand."""
