"""Raw rows in: files, mappings, load batches, demo data."""
