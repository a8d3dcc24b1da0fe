"""Telling the operator: what to say about a run or its absence, and the channels that carry it."""
