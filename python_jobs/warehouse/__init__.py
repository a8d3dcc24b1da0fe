"""All that talks to MySQL: connections, the private server, accounts, bulk load, publication."""
