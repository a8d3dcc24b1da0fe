"""Figures, PDF, HTML and Power BI files from the published marts."""
