"""Alerts out of the hub: channels (Apprise services, robots, 浙政钉), and the delivery that tells them."""
