"""The private database server of a home: finding or installing its program, starting and stopping it."""
