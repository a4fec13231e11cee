"""Deputies and what they propose."""
