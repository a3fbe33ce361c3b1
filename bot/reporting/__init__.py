"""What the commands `onramp engagement …` and `onramp checkpoint …` do: they read what is kept, and change nothing but the audit table.

`jobs` opens the database and does the one that is asked for, `selection` finds what the options name.
"""
