"""What clients are told as soon as it changes: the subscriptions of the API."""
