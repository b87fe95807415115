"""What `make faults` does inside the house: invented people and meetings, by operations, then the count."""
