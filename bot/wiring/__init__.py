"""Parts of the composition root that fill a file of their own; `app` is the one that uses them."""
