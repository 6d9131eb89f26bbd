"""Other people's rules, turned into ours: whole, or refused with the file and the construct that ours cannot say.

`formats/` reads each format into a `Draft` (`interface`); `logic` brings its conditions into the form of our
alternatives; `writing` makes the file, which is kept only if it passes the checks that every rule passes.
"""
