"""An app that a test adds for a moment: one workflow, one paper, one role, one kind of meeting, one rule."""
