"""Great Expectations suites as code, one module per table, and the gate that runs them."""
