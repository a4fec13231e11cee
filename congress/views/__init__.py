"""The face: pages for every kind of matter, driven by the tables.  No permission code lives here."""
