"""What is done to an experiment between its launch and its decision, and what follows from it.

`admission` says from the frozen plan and the deeds since who is taken when and by which split;
`deeds` checks and records a deed; `voiding` takes a launch back before the first delivery; `seal`
tells whether a plan's file is still the one that was frozen.
"""
