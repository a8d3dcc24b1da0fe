"""Analysis of campaigns and channels, one question per file, from aggregates by SQL."""
