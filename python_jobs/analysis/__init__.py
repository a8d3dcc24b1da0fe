"""Segmentation and exploratory figures on the marts."""
