"""Runs: one at a time, what each was made from, and the record and the trail that it leaves."""
