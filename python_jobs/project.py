"""Where the project lies. Apart from the settings, whose import takes a tenth of a second."""

from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
