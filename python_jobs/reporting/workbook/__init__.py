"""The Excel workbook: its sheets, and how their cells look."""
