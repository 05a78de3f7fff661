"""The query editor: a page, and files of our own and of others that it needs; no address but ours."""
