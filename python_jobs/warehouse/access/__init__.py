"""Who may connect and do what: accounts, their exact rights, and the change of their passwords."""
