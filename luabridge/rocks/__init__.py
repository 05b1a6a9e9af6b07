"""What scripts get from require: one file a rock, in Lua or Python."""
