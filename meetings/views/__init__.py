"""Pages of the meetings that the generic ones do not give."""
