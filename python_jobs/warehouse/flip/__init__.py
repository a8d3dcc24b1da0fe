"""One rename that swaps whole databases under readers, none of whom sees an error."""
