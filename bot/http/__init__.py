"""What every door to the outside shares: bodies, errors, headers, sockets, and the description of the API."""
