"""The outside world: REST platforms, the inbox, the landing store, the embedded server, alert channels."""
