"""Clock, school years, working days, identity numbers, money, periods. No domain words, no siblings."""
