"""What people found who followed the manuals."""
