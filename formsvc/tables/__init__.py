"""Tables that people bring: a CSV file, an Excel workbook, or cells pasted from one. No formula ever runs."""
