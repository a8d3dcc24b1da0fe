"""What analysis and reports read of the marts: sums and counts, small whatever the size of the fact."""
