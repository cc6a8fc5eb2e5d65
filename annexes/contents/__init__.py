"""What each document says, before any form of file: PDF, Word, Excel and pages print these values, in this order.

Pure functions of a `PlanOutline` and an `Edition`: nothing here knows the database, a page or a file format.
"""
