"""What readers see: publications, their order and their log, and what each of them holds."""
