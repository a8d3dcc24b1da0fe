"""Great Expectations suites as code, one module per table, and the gate that runs them."""

import os

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read once, while the library is imported: by any module below
