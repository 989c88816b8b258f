"""A site that has the blog and not the comments."""
