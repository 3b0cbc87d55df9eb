"""The rule book: what it says, how many each rule would flag, and who switched it on or off, when and why."""
