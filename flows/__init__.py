"""Prefect flows and the plain steps they call: order and retries, no business logic."""
