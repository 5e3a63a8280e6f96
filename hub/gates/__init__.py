"""Gates: what keeps a whole dataset back from the release, and how it comes free again.

A gate looks at what came of a dataset as a whole: too little, too much, unreadable, mostly rejected. What was
published stays meanwhile, and every other dataset goes on. `verdicts` are pure; `facts` reads what they judge;
`keeper` holds, heals and tells.
"""
