"""Campaign Analytics: the Python side of the platform (console script ``mca``)."""
