"""All rows of a table, as the server sent them, into CSV lines and Arrow tables."""
