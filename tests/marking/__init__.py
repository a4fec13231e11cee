"""The marked copy (花脸稿): what is kept, what it shows, to whom, and on paper."""
