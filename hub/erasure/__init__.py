"""Personal data of one record, erased on request from everything that the hub keeps of it."""
