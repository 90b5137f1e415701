"""When: what people type about days, weeks, quarters, holidays and the clock, in three languages."""
